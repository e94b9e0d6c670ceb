import tab, { script } from '@bomb.sh/tab';
import { type Argument, type Command, commandNamed } from './command.js';
import { type CandidateKind, type Flag, flagName } from './flags.js';
import { groups } from './groups.js';
import { quotingScript } from './quoting-script.js';

/** A value the shell may offer, and what is said of it. */
export interface Candidate {
  readonly value: string;
  readonly about: string;
}

/** Looks up the values of a kind, on this machine only. */
export type FindCandidates = (kind: CandidateKind) => Promise<readonly Candidate[]>;

/** The script that makes a shell ask `catops complete` when Tab is pressed. */
export function completionScript(shell: string): string {
  return quotingScript(
    shell,
    printedBy(() => script(shell, 'catops', 'catops')),
  );
}

/**
 * What could come next on a command line, in the form the scripts read: a candidate a line, and a
 * last line that says how to treat them. `words` are those typed after `catops`, the last being
 * completed.
 */
export async function completions(
  commands: readonly Command[],
  words: readonly string[],
  find: FindCandidates,
): Promise<string> {
  const typed = withoutAlias(words);
  const asked = commandNamed(commands, typed);
  const flag = flagBefore(asked, typed);
  const kinds = flag
    ? [flag.completes ?? []].flat()
    : (asked?.args ?? []).flatMap(({ completes }) => completes ?? []);
  const found = new Map<CandidateKind, readonly Candidate[]>();
  for (const kind of kinds) found.set(kind, await find(kind));
  // The library finds `incident open` only below a known `incident`.
  for (const [word, { summary }] of Object.entries(groups)) {
    if (commands.some(({ path }) => path.startsWith(`${word} `))) tab.command(word, summary);
  }
  for (const command of commands) describe(command, found);
  return printedBy(() => tab.parse([...typed]));
}

/** The flag whose value is being typed; only that one's values are looked for. */
function flagBefore(asked: Command | undefined, typed: readonly string[]): Flag | undefined {
  const word = typed.at(-2) ?? '';
  const named = Object.entries(asked?.flags ?? {}).find(([key]) => `--${flagName(key)}` === word);
  return named?.[1].placeholder === undefined ? undefined : named[1];
}

/** `inc open` is completed as `incident open`. */
function withoutAlias(words: readonly string[]): string[] {
  const [first = '', ...others] = words;
  if (others.length === 0) return [...words];
  const named = Object.entries(groups).find(([, { alias }]) => alias === first);
  return [named?.[0] ?? first, ...others];
}

function describe(command: Command, found: ReadonlyMap<CandidateKind, readonly Candidate[]>): void {
  const described = tab.command(command.path, command.summary);
  for (const argument of command.args ?? []) {
    described.argument(argument.name, (complete) => {
      for (const { value, about } of offered(argument, found)) complete(value, about);
    });
  }
  for (const [key, flag] of Object.entries(command.flags)) {
    if (flag.placeholder === undefined) described.option(flagName(key), flag.doc);
    else {
      const offer = (complete: (value: string, description: string) => void) => {
        for (const { value, about } of offered(flag, found)) complete(value, about);
      };
      if (flag.short === undefined) described.option(flagName(key), flag.doc, offer);
      else described.option(flagName(key), flag.doc, offer, flag.short);
    }
  }
  described.option('json', 'print one JSON object on standard output');
  if (command.effect !== 'read') described.option('dry-run', 'say what would be done');
}

function offered(
  { choices, completes }: Pick<Argument, 'choices' | 'completes'>,
  found: ReadonlyMap<CandidateKind, readonly Candidate[]>,
): readonly Candidate[] {
  if (completes !== undefined) return found.get(completes) ?? [];
  return (choices ?? []).map((value) => ({ value, about: '' }));
}

/** The library answers by `console.log` only; the process's streams belong to the Host. */
function printedBy(work: () => void): string {
  const lines: string[] = [];
  const { log } = console;
  console.log = (...parts: unknown[]) => void lines.push(parts.join(' '));
  try {
    work();
  } finally {
    console.log = log;
  }
  return lines.join('\n');
}
