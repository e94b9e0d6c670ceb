import { CatopsError, messageOf } from './errors.js';
import { Secret } from './secret.js';

/** One setting of a process, declared once: help, the README's table and `config explain` read it. */
export interface Setting<T = unknown> {
  /** Environment variable; a secret may also come from a file named by `<env>_FILE`. */
  readonly env: string;
  /** Command-line flag that overrides it, without dashes. Never on a secret. */
  readonly flag?: string;
  /** Key in `catops.config.json`, with a dot into an object: `slack.channel`. Never on a secret. */
  readonly key?: string;
  readonly doc: string;
  readonly secret: boolean;
  /** Reads the text form; throws with what would be right. */
  parse(text: string): T;
  /** The value when nobody said anything; undefined is "not set". */
  readonly fallback?: T;
}

type Table = Readonly<Record<string, Setting>>;

/** The values of a table: a setting without a fallback may be undefined. */
export type Settings<S extends Table> = {
  readonly [K in keyof S]: S[K] extends { fallback: unknown }
    ? ReturnType<S[K]['parse']>
    : ReturnType<S[K]['parse']> | undefined;
};

/** Where a value may come from, strongest first. */
export interface SettingSources {
  /** Values of flags, by flag name. */
  readonly flags: Readonly<Record<string, string | undefined>>;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Config files, strongest first. */
  readonly files: readonly { readonly path: string; readonly values: Record<string, unknown> }[];
  /** Reads a secret's file. */
  readFile(path: string): string;
}

/** One value and where it came from, as `config explain` prints it. */
export interface ExplainedSetting {
  readonly name: string;
  readonly env: string;
  readonly value: unknown;
  /** `--port`, `CATOPS_PORT`, a file's path, `default`, or `not set`. */
  readonly origin: string;
  readonly doc: string;
  /** Why the value cannot be used, when it cannot. */
  readonly problem?: string;
}

interface Found {
  readonly text: string;
  readonly origin: string;
  /** Where a person looks to correct it: the origin, and the key where that is a file. */
  readonly place: string;
}

/**
 * Resolves a table: flag › environment › config files › default. All problems are thrown together
 * as one `config-invalid` when the values are asked for, each naming where the value came from. A
 * value that cannot be used is explained like any other; a key that nobody knows is not.
 */
export function resolveSettings<S extends Table>(
  table: S,
  sources: SettingSources,
): { readonly values: Settings<S>; readonly explained: readonly ExplainedSetting[] } {
  const unknown = unknownKeys(table, sources);
  const values: Record<string, unknown> = {};
  const all = Object.entries(table).map(([name, setting]): ExplainedSetting => {
    const { value, origin, problem } = resolve(setting, sources);
    values[name] = value;
    const said = { name, env: setting.env, value: value ?? null, origin, doc: setting.doc };
    return problem === undefined ? said : { ...said, problem };
  });
  return {
    get explained() {
      refuse(unknown);
      return all;
    },
    get values() {
      refuse([...unknown, ...all.flatMap(({ problem }) => problem ?? [])]);
      return values as Settings<S>;
    },
  };
}

function refuse(problems: readonly string[]): void {
  if (problems.length > 0) throw new CatopsError('config-invalid', problems.join(' · '));
}

function resolve(
  setting: Setting,
  sources: SettingSources,
): { value?: unknown; origin: string; problem?: string } {
  let at = { origin: `${setting.env}_FILE`, place: `${setting.env}_FILE` };
  try {
    const found = find(setting, sources);
    if (!found) {
      const origin = setting.fallback === undefined ? 'not set' : 'default';
      return { value: setting.fallback, origin };
    }
    at = found;
    return { value: setting.parse(found.text), origin: found.origin };
  } catch (error) {
    return { origin: at.origin, problem: `${at.place}: ${messageOf(error)}` };
  }
}

function find(setting: Setting, sources: SettingSources): Found | undefined {
  const flag = setting.flag === undefined ? undefined : sources.flags[setting.flag];
  if (flag !== undefined) return at(flag, `--${kebab(setting.flag)}`);
  const env = sources.env[setting.env];
  if (env !== undefined && env !== '') return at(env, setting.env);
  const file = sources.env[`${setting.env}_FILE`];
  if (setting.secret && file) {
    return at(sources.readFile(file).trim(), `${setting.env}_FILE`);
  }
  for (const { path, values } of setting.key === undefined ? [] : sources.files) {
    const value = valueAt(values, setting.key as string);
    if (value !== undefined) return at(asText(value), path, `${path}: ${setting.key}`);
  }
  return undefined;
}

/** `maxScan` → `max-scan`, as it is typed. */
function kebab(name = ''): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

function at(text: string, origin: string, place = origin): Found {
  return { text, origin, place };
}

function unknownKeys(table: Table, sources: SettingSources): string[] {
  const known = new Set(Object.values(table).flatMap((s) => (s.key === undefined ? [] : [s.key])));
  return sources.files.flatMap(({ path, values }) =>
    keysOf(values, known)
      .filter((key) => !known.has(key))
      .map((key) => `${path}: unknown key "${key}"; known are ${[...known].sort().join(', ')}`),
  );
}

/** The keys a file gives, with dots into the objects that are no value of a known key themselves. */
function keysOf(
  values: Record<string, unknown>,
  known: ReadonlySet<string>,
  above = '',
): readonly string[] {
  return Object.entries(values).flatMap(([name, value]) => {
    const key = `${above}${name}`;
    const isGroup = !known.has(key) && [...known].some((other) => other.startsWith(`${key}.`));
    return isGroup && isObject(value) ? keysOf(value, known, `${key}.`) : [key];
  });
}

function valueAt(values: Record<string, unknown>, key: string): unknown {
  return key
    .split('.')
    .reduce<unknown>((at, name) => (isObject(at) ? at[name] : undefined), values);
}

function asText(value: unknown): string {
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

type Declared<T> = Omit<Setting<T>, 'parse' | 'secret'>;

/** Builders of settings by type; `fallback` decides whether the value may be undefined. */
export const setting = {
  text: <const D extends Declared<string>>(declared: D) => ({
    ...declared,
    secret: false as const,
    parse: (text: string): string => text,
  }),
  integer: <const D extends Declared<number> & { min: number; max: number }>(declared: D) => ({
    ...declared,
    secret: false as const,
    parse: (text: string): number => parseInteger(text, declared.min, declared.max),
  }),
  /** Texts: separated by commas in the environment, a JSON array in a config file. */
  list: <const D extends Declared<readonly string[]>>(declared: D) => ({
    ...declared,
    secret: false as const,
    parse: parseList,
  }),
  /** Anything else; `parse` throws a sentence that says what would be right. */
  parsed: <T, const D extends Declared<T> & { parse(text: string): T }>(declared: D) => ({
    ...declared,
    secret: false as const,
  }),
  secret: <const D extends Omit<Declared<Secret>, 'flag' | 'key' | 'fallback'>>(declared: D) => ({
    ...declared,
    secret: true as const,
    parse: (text: string): Secret => new Secret(text),
  }),
};

function parseList(text: string): readonly string[] {
  if (!text.trimStart().startsWith('[')) {
    return text.split(',').flatMap((each) => each.trim() || []);
  }
  const values: unknown = JSON.parse(text);
  if (!Array.isArray(values) || values.some((value) => typeof value !== 'string')) {
    throw new TypeError(`${text} is not a list of texts`);
  }
  return values;
}

/** A whole number between `min` and `max`; throws a sentence that says so otherwise. */
export function parseInteger(text: string, min: number, max: number): number {
  const value = /^-?\d+$/.test(text) ? Number(text) : Number.NaN;
  if (!(value >= min && value <= max)) {
    throw new RangeError(`"${text}" is not a whole number from ${min} to ${max}`);
  }
  return value;
}
