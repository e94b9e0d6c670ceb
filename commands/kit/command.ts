import type { Exit } from '../../src/platform/errors.js';
import type { Host } from '../../src/platform/host.js';
import type { CandidateKind, Flags, FlagValues } from './flags.js';
import type { Wiring } from './wiring.js';

/** What a command does to the world: nothing, change something, or remove something for good. */
export type Effect = 'read' | 'write' | 'destroy';

/** A positional argument. */
export interface Argument {
  readonly name: string;
  readonly doc: string;
  readonly required: boolean;
  readonly choices?: readonly string[];
  readonly completes?: CandidateKind;
  /** The last one may be given any number of times: its values are `rest`. */
  readonly many?: true;
}

/** What a command answers: how the process ends, the JSON object, and the same for a person. */
export interface Reply {
  readonly exit: Exit;
  /** The exact exit code, where it is that of a program the command ran. */
  readonly code?: number;
  /** Printed by `--json`: one object with its `schema`. */
  readonly data: { readonly schema: `catops.${string}/v${number}` } & Record<string, unknown>;
  /** Printed otherwise; without the last line break, and nothing at all when empty. */
  text(): string;
  /** `run` has written the answer to standard output already, line by line: neither is printed. */
  readonly streamed?: true;
  /** Awaited after the reply is printed, by a command that runs on: until Ctrl-C, for one. */
  until?(): Promise<void>;
}

/** What `run` is given. */
export interface Invocation<F extends Flags> {
  readonly flags: FlagValues<F>;
  /** Positional arguments by name; absent ones are undefined. */
  readonly args: Readonly<Record<string, string | undefined>>;
  /**
   * What stood after `--`, untouched, for a command that declares `passthrough`; else the values of
   * an argument that may be given many times.
   */
  readonly rest: readonly string[];
  readonly json: boolean;
  /** Only ever true for a command whose effect is not `read`. */
  readonly dryRun: boolean;
  readonly host: Host;
  readonly wiring: Wiring;
  /** Writes a line of the conversation to standard error. */
  say(line: string): void;
}

/** A command: data that help, docs, completion and the parser read, and one function. */
export interface Command<F extends Flags = Flags> {
  /** The words typed after `catops`; also the path of the file under `commands/`. */
  readonly path: string;
  readonly summary: string;
  /** More than the summary says, shown by `--help`. */
  readonly description?: string;
  readonly effect: Effect;
  readonly args?: readonly Argument[];
  /** Everything after `--` belongs to another program; the name that help gives it. */
  readonly passthrough?: string;
  readonly flags: F;
  readonly examples: readonly string[];
  run(invocation: Invocation<F>): Promise<Reply>;
}

/** Declares a command, keeping the types of its flags. */
export function command<const F extends Flags>(declared: Command<F>): Command<F> {
  return declared;
}

/** The command that the words name; of `rollup` and `rollup purge` the longer one they go on to. */
export function commandNamed(
  commands: readonly Command[],
  words: readonly string[],
): Command | undefined {
  return commands
    .filter(({ path }) => path.split(' ').every((word, index) => words[index] === word))
    .reduce<Command | undefined>(
      (found, each) => (found && found.path.length > each.path.length ? found : each),
      undefined,
    );
}
