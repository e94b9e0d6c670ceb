import { Argument, Command as CommanderCommand, CommanderError, Option } from 'commander';
import type { Host } from '../../src/platform/host.js';
import type { Command } from './command.js';
import { flagName } from './flags.js';

/** Called with the command that was named and what the command line said. */
export type Dispatch = (
  command: Command,
  raw: {
    readonly args: readonly (string | undefined)[];
    readonly options: Record<string, unknown>;
  },
) => Promise<void>;

const groups: Readonly<Record<string, string>> = {
  key: "The API's keys",
  config: 'Settings and where they come from',
};

/** The commander program of all commands. Its errors are thrown as CommanderError, never exit. */
export function buildProgram(
  commands: readonly Command[],
  version: string,
  host: Pick<Host, 'stdout' | 'stderr'>,
  dispatch: Dispatch,
): CommanderCommand {
  const program = configured(new CommanderCommand('catops'), host)
    .description('Puts a cat API under load, watches it, and says what is wrong.')
    .version(version, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'show help')
    .addHelpText(
      'after',
      '\nExit codes: 0 done, 2 usage, 5 target failed, 10 the answer is no,\n11 no evidence, 130 interrupted. More: catops <command> --help',
    );
  for (const declared of commands) addCommand(program, declared, host, dispatch);
  return program;
}

function configured(program: CommanderCommand, host: Pick<Host, 'stdout' | 'stderr'>) {
  return program
    .exitOverride()
    .helpCommand(false)
    .showHelpAfterError(false)
    .configureOutput({
      writeOut: (text) => void host.stdout.write(text),
      writeErr: (text) => void host.stderr.write(text),
      getOutHelpWidth: () => Math.min(host.stdout.columns ?? 80, 100),
      getErrHelpWidth: () => Math.min(host.stderr.columns ?? 80, 100),
    });
}

function addCommand(
  program: CommanderCommand,
  declared: Command,
  host: Pick<Host, 'stdout' | 'stderr'>,
  dispatch: Dispatch,
): void {
  const words = declared.path.split(' ');
  const name = words.pop() ?? declared.path;
  const parent = words.reduce((at, word) => childGroup(at, word, host), program);
  const added = configured(new CommanderCommand(name), host)
    .summary(declared.summary)
    .description(declared.description ?? declared.summary)
    .helpOption('-h, --help', 'show help');
  for (const argument of declared.args ?? []) {
    const built = new Argument(
      argument.required ? `<${argument.name}>` : `[${argument.name}]`,
      argument.doc,
    );
    added.addArgument(argument.choices ? built.choices(argument.choices) : built);
  }
  for (const option of optionsOf(declared)) added.addOption(option);
  if (declared.examples.length > 0) {
    added.addHelpText(
      'after',
      `\nExamples:\n${declared.examples.map((line) => `  $ ${line}`).join('\n')}`,
    );
  }
  added.action(async (...given: unknown[]) => {
    const args = given.slice(0, -2) as (string | undefined)[];
    await dispatch(declared, { args, options: added.opts() });
  });
  parent.addCommand(added);
}

function childGroup(parent: CommanderCommand, word: string, host: Pick<Host, 'stdout' | 'stderr'>) {
  const existing = parent.commands.find((child) => child.name() === word);
  if (existing) return existing;
  const group = configured(new CommanderCommand(word), host)
    .description(groups[word] ?? word)
    .helpOption('-h, --help', 'show help');
  parent.addCommand(group);
  return group;
}

/** The options of a command: its own flags, then those that every command has. */
export function optionsOf(declared: Command): Option[] {
  const own = Object.entries(declared.flags).map(([key, flag]) => {
    const short = flag.short === undefined ? '' : `-${flag.short}, `;
    const value = flag.placeholder === undefined ? '' : ` <${flag.placeholder}>`;
    const option = new Option(`${short}--${flagName(key)}${value}`, flag.doc);
    if (flag.choices) option.choices(flag.choices);
    if (flag.repeats) {
      option.argParser((text: string, before: string[] | undefined) => [...(before ?? []), text]);
    }
    return option;
  });
  const shared = [new Option('--json', 'print one JSON object on standard output')];
  if (declared.effect !== 'read') {
    shared.push(new Option('--dry-run', 'say what would be done and do nothing'));
  }
  return [...own, ...shared];
}

/** True when commander only printed what was asked for: help or the version. */
export function printedOnly(error: unknown): boolean {
  return error instanceof CommanderError && error.exitCode === 0;
}

export { CommanderError };
