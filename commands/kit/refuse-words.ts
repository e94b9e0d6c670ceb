import type { Command as CommanderCommand } from 'commander';
import { CatopsError } from '../../src/platform/errors.js';
import { nearest } from '../../src/platform/nearest.js';
import { flagName } from './flags.js';

/** A word behind a command that has commands below it, and is none of them. */
export function refuseUnknown(command: CommanderCommand, below: readonly string[]): void {
  const word = command.args[command.registeredArguments.length];
  if (word === undefined) return;
  const meant = nearest(word, below);
  const suggestion = meant === undefined ? '' : `\n(Did you mean ${meant}?)`;
  command.error(`error: unknown command '${word}'${suggestion}`);
}

/** `rollup --dry-run purge` would purge: a flag before the name belongs to nothing that runs. */
export function refuseMisplaced(command: CommanderCommand): void {
  const [key] = Object.keys(command.parent?.opts() ?? {});
  if (key === undefined) return;
  const flag = `--${flagName(key)}`;
  throw new CatopsError(
    'usage-invalid',
    `${flag} stands before "${command.name()}", so it is not a flag of it; write it behind.`,
  );
}
