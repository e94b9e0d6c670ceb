import * as z from 'zod';

/** What the OpenAPI document says of a parameter beside its type. */
interface About {
  readonly description: string;
  readonly example: string | number | boolean;
}

/**
 * A parameter read from its text. A name sent twice arrives as an array and is refused, except
 * where a list is asked for; `undefined` from `read` refuses the value.
 */
function parameter<T>(read: (text: string) => T | undefined, json: Record<string, unknown>) {
  return z
    .unknown()
    .transform((raw, context): T => {
      const value = typeof raw === 'string' ? read(raw) : undefined;
      if (value !== undefined) return value;
      context.issues.push({ code: 'custom', message: 'INVALID_DATA', input: raw });
      return z.NEVER;
    })
    .meta(json);
}

function about({ description, example }: About): Record<string, unknown> {
  // In the singular: zod drops `examples` of what is transformed.
  return { description, example };
}

/** Larger numbers mean nothing here and must not reach a database as `1e+300`. */
const largest = 1_000_000_000;

/** A whole number of at least `min`; above `max` it is clamped, not refused. */
export function integer(options: About & { min: number; max?: number }) {
  const { min, max = largest } = options;
  return parameter((text) => readInteger(text, min, max), {
    type: 'integer',
    minimum: min,
    ...about(options),
  });
}

/** `true`, `false`, `1` or `0`, in any case. */
export function flag(options: About) {
  return parameter(readFlag, { type: 'boolean', ...about(options) });
}

/** One of a few words, in any case; a second spelling may stand for the first. */
export function word<const W extends string>(
  words: Readonly<Record<string, W>>,
  options: About & { shown: readonly string[] },
) {
  const known = new Map(Object.entries(words));
  return parameter((text) => known.get(text.toLowerCase()), {
    type: 'string',
    enum: [...options.shown],
    ...about(options),
  });
}

/** Any text. */
export function text(options: About) {
  return parameter((value) => value, { type: 'string', ...about(options) });
}

/**
 * A comma list, or the name repeated; sorted and without doubles. An empty one is as if it were
 * not sent. `read` turns one item into its value, or refuses the whole list.
 */
export function list<T extends string | number>(
  read: (item: string) => T | undefined,
  options: About,
) {
  return z
    .unknown()
    .transform((raw, context): readonly T[] => {
      const items = new Set<T>();
      for (const item of itemsOf(raw)) {
        const value = read(item);
        if (value === undefined) {
          context.issues.push({ code: 'custom', message: 'INVALID_DATA', input: raw });
          return z.NEVER;
        }
        items.add(value);
      }
      return [...items].sort(byValue);
    })
    .meta({ type: 'string', ...about(options) });
}

function itemsOf(raw: unknown): string[] {
  const parts = Array.isArray(raw) ? raw : [raw];
  return parts.flatMap((part) => String(part).split(',')).filter((item) => item !== '');
}

function byValue(a: string | number, b: string | number): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

/** A whole number from its digits, clamped to `max`; undefined when it is none or below `min`. */
export function readInteger(text: string, min: number, max = largest): number | undefined {
  if (!/^\d+$/.test(text)) return undefined;
  const value = Math.min(Number(text), max);
  return value < min ? undefined : value;
}

function readFlag(text: string): boolean | undefined {
  const lower = text.toLowerCase();
  if (lower === 'true' || lower === '1') return true;
  return lower === 'false' || lower === '0' ? false : undefined;
}
