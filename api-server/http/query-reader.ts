import { parse } from 'node:querystring';
import type * as z from 'zod';
import { Memo } from './memo.js';

/** Parameters in normal form (defaults applied, lists sorted, unknown names dropped), prepared. */
export interface ReadQuery<Q> {
  readonly value: Q;
  /** Equal for equal parameters, however they were written. */
  readonly key: string;
}

/** Reads a query string; undefined means it has a parameter that is not valid. */
export type QueryReader<Q> = (raw: string) => ReadQuery<Q> | undefined;

const rememberedQueries = 1000;

/**
 * Reads queries by a route's schema, which stays the one source of truth. Because anyone can append
 * `&x=random`, results are remembered by the parameters that the route knows. `unkeyed` parameters
 * are read and are no part of the key.
 */
export function createQueryReader<Q>(
  schema: z.ZodObject | undefined,
  prepare: (query: unknown) => Q,
  unkeyed: readonly string[] = [],
): QueryReader<Q> {
  if (!schema) {
    const nothing = { value: prepare({}), key: '' };
    return () => nothing;
  }
  const names = isOpen(schema) ? undefined : Object.keys(schema.shape);
  const remembered = new Memo<{ readonly read: ReadQuery<Q> | undefined }>(rememberedQueries);

  const read = (known: unknown) => {
    const result = schema.safeParse(known);
    if (!result.success) return undefined;
    const keyed = Object.entries(result.data).filter(([name]) => !unkeyed.includes(name));
    return { value: prepare(result.data), key: JSON.stringify(keyed) };
  };
  return (raw) => {
    const known = sent(names, raw);
    const text = JSON.stringify(known);
    const before = remembered.get(text);
    if (before !== undefined) return before.read;
    const now = { read: read(known) };
    remembered.set(text, now);
    return now.read;
  };
}

/** A schema that takes any name knows every parameter. */
function isOpen(schema: z.ZodObject): boolean {
  return schema.def.catchall !== undefined;
}

/** The parameters a route knows. The parser's object has no prototype, so `__proto__` is a name. */
function sent(names: readonly string[] | undefined, raw: string): Record<string, unknown> {
  const all = parse(raw, '&', '=', { maxKeys: 0 });
  if (names === undefined) return { ...all };
  const known: Record<string, unknown> = {};
  for (const name of names) {
    if (all[name] !== undefined) known[name] = all[name];
  }
  return known;
}
