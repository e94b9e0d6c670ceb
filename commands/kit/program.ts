import { Argument, Command as CommanderCommand, CommanderError, Option } from 'commander';
import { CatopsError } from '../../src/platform/errors.js';
import type { Host } from '../../src/platform/host.js';
import type { Command, Argument as DeclaredArgument } from './command.js';
import { flagName } from './flags.js';
import { groups } from './groups.js';
import { refuseMisplaced, refuseUnknown } from './refuse-words.js';

/** Called with the command that was named and what the command line said. */
export type Dispatch = (
  command: Command,
  raw: {
    readonly args: readonly (string | undefined)[];
    readonly rest: readonly string[];
    readonly options: Record<string, unknown>;
  },
) => Promise<void>;

/** What of the process the parser needs. */
type Terminal = Pick<Host, 'argv' | 'stdout' | 'stderr'>;

/**
 * The commander program of all commands. It never exits: what it refuses is thrown as `usage-invalid`,
 * and CommanderError after it has printed help or the version.
 */
export function buildProgram(
  commands: readonly Command[],
  version: string,
  host: Terminal,
  dispatch: Dispatch,
): CommanderCommand {
  const program = configured('catops', 'catops', host)
    .description('Puts a cat API under load, wakes whoever is on call, and keeps the record.')
    .version(version, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'show help')
    .addHelpText(
      'after',
      '\nExit codes: 0 done, 2 usage, 3 asks first, 4 credential, 5 target failed,\n6 the rest is queued, 7 local store, 10 the answer is no, 11 no evidence,\n130 interrupted. More: catops <command> --help',
    );
  for (const declared of commands) {
    const below = commands.flatMap(({ path }) =>
      path.startsWith(`${declared.path} `) ? [path.slice(declared.path.length + 1)] : [],
    );
    addCommand(program, { declared, below }, host, dispatch);
  }
  return program;
}

function configured(name: string, words: string, host: Terminal) {
  return (
    new CommanderCommand(name)
      .exitOverride((error) => {
        throw printed(error) ? error : refusalOf(error, words);
      })
      .helpCommand(false)
      // A flag behind the name of a command is that command's, not one of the command above it.
      .enablePositionalOptions()
      .showHelpAfterError(false)
      .configureOutput({
        writeOut: (text) => void host.stdout.write(text),
        writeErr: (text) => void host.stderr.write(text),
        // Said where every error is said.
        outputError: () => {},
        getOutHelpWidth: () => Math.min(host.stdout.columns ?? 80, 100),
        getErrHelpWidth: () => Math.min(host.stderr.columns ?? 80, 100),
      })
  );
}

function printed({ exitCode, code }: CommanderError): boolean {
  return exitCode === 0 || code === 'commander.help';
}

/** What the parser refused: in one line, with the help to read. */
function refusalOf({ message }: CommanderError, words: string): CatopsError {
  const [what = '', meant] = message.replace(/^error: /, '').split('\n');
  const suggestion = meant === undefined ? '' : `. ${meant.replace(/^\((.*)\)$/, '$1')}`;
  return new CatopsError('usage-invalid', `${what}${suggestion}`, { hint: `${words} --help` });
}

function addCommand(
  program: CommanderCommand,
  { declared, below }: { readonly declared: Command; readonly below: readonly string[] },
  host: Terminal,
  dispatch: Dispatch,
): void {
  const words = declared.path.split(' ');
  const name = words.pop() ?? declared.path;
  const parent = words.reduce(
    (at, _word, i) => childGroup(at, words.slice(0, i + 1), host),
    program,
  );
  const added = configured(name, `catops ${declared.path}`, host)
    .summary(declared.summary)
    .description(declared.description ?? declared.summary)
    .helpOption('-h, --help', 'show help');
  for (const argument of declared.args ?? []) {
    const built = new Argument(argumentWord(argument), argument.doc);
    added.addArgument(argument.choices ? built.choices(argument.choices) : built);
  }
  if (declared.passthrough !== undefined) {
    added.argument(`[${declared.passthrough}...]`, 'after `--`: what to run, with its arguments');
    added.usage('[options] [inc] -- <command> [arguments]');
  }
  for (const option of optionsOf(declared)) added.addOption(option);
  if (below.length > 0) added.allowExcessArguments();
  if (declared.examples.length > 0) {
    added.addHelpText(
      'after',
      `\nExamples:\n${declared.examples.map((line) => `  $ ${line}`).join('\n')}`,
    );
  }
  added.action(async (...given: unknown[]) => {
    const options = added.opts();
    refuseMisplaced(added);
    if (below.length > 0) refuseUnknown(added, below);
    if (declared.passthrough === undefined) {
      const values = given.slice(0, -2);
      const args = values.map((value) => (typeof value === 'string' ? value : undefined));
      const rest = values.find(Array.isArray) ?? [];
      await dispatch(declared, { args, rest, options });
    } else await dispatch(declared, { ...splitPassthrough(declared, added.args, host), options });
  });
  parent.addCommand(added);
}

/** `<name>`, `[name]` or `<name...>`, as help and the README write it. */
export function argumentWord({ name, required, many }: DeclaredArgument): string {
  const word = many ? `${name}...` : name;
  return required ? `<${word}>` : `[${word}]`;
}

/** The parser drops `--`; where it stood is read from the command line itself. */
function splitPassthrough(declared: Command, operands: readonly string[], { argv }: Terminal) {
  const dashes = argv.indexOf('--');
  const rest = dashes < 0 ? [] : argv.slice(dashes + 1);
  const args = operands.slice(0, operands.length - rest.length);
  const known = declared.args?.length ?? 0;
  if (rest.length === 0 || args.length > known) {
    throw new CatopsError(
      'usage-invalid',
      `catops ${declared.path}: write -- before the command.`,
      {
        hint: declared.examples[0] ?? `catops ${declared.path} --help`,
      },
    );
  }
  return { args, rest };
}

function childGroup(parent: CommanderCommand, words: readonly string[], host: Terminal) {
  const word = words.at(-1) ?? '';
  const existing = parent.commands.find((child) => child.name() === word);
  if (existing) return existing;
  const group = configured(word, `catops ${words.join(' ')}`, host)
    .description(groups[word]?.summary ?? word)
    .helpOption('-h, --help', 'show help');
  const alias = groups[word]?.alias;
  if (alias !== undefined) group.alias(alias);
  parent.addCommand(group);
  return group;
}

/** The options of a command: its own flags, then those that every command has. */
export function optionsOf(declared: Command): Option[] {
  const own = Object.entries(declared.flags).map(([key, flag]) => {
    const short = flag.short === undefined ? '' : `-${flag.short}, `;
    const value = flag.placeholder === undefined ? '' : ` <${flag.placeholder}>`;
    const option = new Option(`${short}--${flagName(key)}${value}`, flag.doc);
    // A flag named `no-…` is a switch of its own here, not the other side of one.
    option.negate = false;
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
