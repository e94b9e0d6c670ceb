import tab, { script } from '@bomb.sh/tab';
import type { Command } from './command.js';
import { flagName } from './flags.js';

/** The script that makes a shell ask `catops complete` when Tab is pressed. */
export function completionScript(shell: string): string {
  return printedBy(() => script(shell, 'catops', 'catops'));
}

/**
 * What could come next on a command line, in the form the scripts read: a candidate a line, and a
 * last line that says how to treat them. `words` are those typed after `catops`, the last being
 * completed.
 */
export function completions(commands: readonly Command[], words: readonly string[]): string {
  for (const command of commands) describe(command);
  return printedBy(() => tab.parse([...words]));
}

function describe(command: Command): void {
  const described = tab.command(command.path, command.summary);
  for (const { name, choices } of command.args ?? []) {
    described.argument(name, (complete) => {
      for (const choice of choices ?? []) complete(choice, '');
    });
  }
  for (const [key, flag] of Object.entries(command.flags)) {
    if (flag.placeholder === undefined) described.option(flagName(key), flag.doc);
    else {
      const choices = flag.choices ?? [];
      const offer = (complete: (value: string, description: string) => void) => {
        for (const choice of choices) complete(choice, '');
      };
      if (flag.short === undefined) described.option(flagName(key), flag.doc, offer);
      else described.option(flagName(key), flag.doc, offer, flag.short);
    }
  }
  described.option('json', 'print one JSON object on standard output');
  if (command.effect !== 'read') described.option('dry-run', 'say what would be done');
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
