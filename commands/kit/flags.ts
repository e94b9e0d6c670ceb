import { CatopsError } from '../../src/platform/errors.js';
import { parseInteger } from '../../src/platform/settings.js';

/** What the shell may offer for an argument or a flag, read offline when Tab is pressed. */
export type CandidateKind = 'incident' | 'route' | 'image' | 'scenario' | 'runbook';

/** One flag of a command, as help, completion, the README and the parser read it. */
export interface Flag<T = unknown> {
  readonly doc: string;
  /** Name of the value in help, such as `<url>`; none for a switch. */
  readonly placeholder?: string;
  /** One letter, for a flag that is typed at night. */
  readonly short?: string;
  readonly choices?: readonly string[];
  readonly completes?: CandidateKind;
  /** Shown in help; the value when the flag is absent. */
  readonly fallback?: T;
  /** True when the flag may be given more than once. */
  readonly repeats?: boolean;
  /** Reads the text after the flag; throws a sentence that says what would be right. */
  parse(text: string): T;
}

export type Flags = Readonly<Record<string, Flag>>;

/** What a command's `run` receives for its flags: absent and without a fallback is undefined. */
export type FlagValues<F extends Flags> = {
  readonly [K in keyof F]: F[K] extends { repeats: true; parse(text: string): infer T }
    ? readonly T[]
    : F[K] extends { fallback: infer T }
      ? T
      : F[K] extends Flag<infer T>
        ? T | undefined
        : never;
};

/**
 * A switch with two sides, `--page` and `--no-page`: true, false, or undefined when neither was
 * given. Both is one `usage-invalid`.
 */
export function either(name: string, on: boolean, off: boolean): boolean | undefined {
  if (on && off) {
    throw new CatopsError('usage-invalid', `--${name} and --no-${name} exclude each other.`);
  }
  return on ? true : off ? false : undefined;
}

interface TextOptions {
  readonly placeholder: string;
  readonly short?: string;
  readonly completes?: CandidateKind;
}

/** Builders of flags by kind. */
export const flag = {
  /** On or off; off when absent. */
  toggle: (doc: string) => ({ doc, fallback: false as boolean, parse: () => true }),
  text: (doc: string, options: TextOptions) => ({ ...options, doc, parse: (text: string) => text }),
  /** One letter switch, such as `-y`. */
  shortToggle: (short: string, doc: string) => ({
    short,
    doc,
    fallback: false as boolean,
    parse: () => true,
  }),
  /** May be given several times; an empty list when absent. */
  texts: (doc: string, options: TextOptions) => ({
    ...options,
    doc,
    repeats: true as const,
    parse: (text: string) => text,
  }),
  integer: (doc: string, options: TextOptions & { min: number; max: number }) => ({
    ...options,
    doc,
    parse: (text: string) => parseInteger(text, options.min, options.max),
  }),
  oneOf: <const T extends string>(doc: string, choices: readonly T[]) => ({
    doc,
    choices,
    placeholder: 'choice',
    parse: (text: string): T => {
      const choice = choices.find((known) => known === text);
      if (choice === undefined) throw new RangeError(`"${text}" is none of ${choices.join(', ')}`);
      return choice;
    },
  }),
};

/** `dryRun` → `dry-run`. */
export function flagName(key: string): string {
  return key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

/** Reads what the command line said into a flag's value; a fault is one `usage-invalid`. */
export function readFlag(key: string, declared: Flag, raw: unknown): unknown {
  if (raw === undefined || raw === false) {
    return declared.repeats ? [] : declared.fallback;
  }
  try {
    if (declared.repeats) return (raw as string[]).map((text) => declared.parse(text));
    return declared.parse(String(raw));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new CatopsError('usage-invalid', `--${flagName(key)}: ${reason}.`, { cause: error });
  }
}
