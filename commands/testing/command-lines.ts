import { CommanderError } from 'commander';
import { messageOf } from '../../src/platform/errors.js';
import type { Command } from '../kit/command.js';
import { readFlag } from '../kit/flags.js';
import { buildProgram } from '../kit/program.js';

/** The `catops …` command lines of shell text, each as its words after `catops`. */
export function catopsLines(shell: string): readonly (readonly string[])[] {
  return simpleCommands(shell).flatMap((words) => {
    const rest = words.slice(words.findIndex((word) => !/^\w+=/.test(word)));
    const ours = rest[0] === 'npx' ? rest.slice(rest[1]?.startsWith('--') ? 2 : 1) : rest;
    return ours[0] === 'catops' ? [ours.slice(1)] : [];
  });
}

/** What is wrong with a command line of catops; undefined when the parser takes it. */
export type FindFault = (words: readonly string[]) => Promise<string | undefined>;

/** Reads command lines, one at a time, as the command would; none is run. */
export function createFindFault(commands: readonly Command[]): FindFault {
  const nowhere = { write: () => true } as never;
  const host = { argv: [] as readonly string[], stdout: nowhere, stderr: nowhere };
  const program = buildProgram(commands, '0.0.0', host, async ({ flags }, { options }) => {
    for (const [key, flag] of Object.entries(flags)) readFlag(key, flag, options[key]);
  });
  return async (words) => {
    host.argv = words;
    try {
      await program.parseAsync([...words], { from: 'user' });
      return undefined;
    } catch (error) {
      // Help and version are printed, and end so.
      return error instanceof CommanderError ? undefined : messageOf(error);
    }
  };
}

/** Words by command, as a POSIX shell splits them: quotes, comments, `;`, `&&`, `||`, `|`. */
function simpleCommands(shell: string): string[][] {
  const token =
    /\\\n|#[^\n]*|&&|\|\||[;|\n]|(?:'[^']*'|"(?:[^"\\]|\\.)*"|\\.|[^\s;|&'"\\#]|[^\s;|&'"\\]#)+|./g;
  const found: string[][] = [[]];
  for (const [part] of shell.matchAll(token)) {
    if (/^(&&|\|\||[;|\n])$/.test(part)) found.push([]);
    else if (!/^\s|^#|^\\\n/.test(part)) found.at(-1)?.push(unquoted(part));
  }
  return found.filter((words) => words.length > 0);
}

function unquoted(word: string): string {
  return word.replace(/'([^']*)'|"((?:[^"\\]|\\.)*)"|\\(.)/g, (_all, single, double, escaped) =>
    String(single ?? double?.replace(/\\(["\\$`])/g, '$1') ?? escaped),
  );
}
