import { parse } from 'node:querystring';
import type { z } from 'zod';

/** Parameters in normal form (defaults applied, lists sorted, unknown names dropped), prepared. */
export interface ReadQuery<Q> {
  readonly value: Q;
  /** Equal for equal parameters, however they were written. */
  readonly key: string;
}

/** Reads a query string; undefined means it has a parameter that is not valid. */
export type QueryReader<Q> = (raw: string) => ReadQuery<Q> | undefined;

const rememberedQueries = 1000;
const longestRemembered = 200;

/**
 * Reads queries by a route's schema, which stays the one source of truth. Two memos keep the schema
 * off the hot path: by the query as it was sent, and, because anyone can append `&x=random`, by the
 * parameters that the route knows.
 */
export function createQueryReader<Q>(
  schema: z.ZodObject | undefined,
  prepare: (query: unknown) => Q,
): QueryReader<Q> {
  if (!schema) {
    const nothing = { value: prepare({}), key: '' };
    return () => nothing;
  }
  const names = Object.keys(schema.shape);
  const asSent = new Memo<ReadQuery<Q> | undefined>();
  const asKnown = new Memo<ReadQuery<Q> | undefined>();

  const read = (raw: string) => {
    const known = pick(names, raw);
    const text = JSON.stringify(known);
    return asKnown.get(text, () => {
      const result = schema.safeParse(known);
      if (!result.success) return undefined;
      return { value: prepare(result.data), key: JSON.stringify(result.data) };
    });
  };
  // A query with a key in it is a secret: it is read anew each time and kept nowhere.
  return (raw) => (raw.includes('api_key') ? read(raw) : asSent.get(raw, () => read(raw)));
}

/** The parameters a route knows. The parser's object has no prototype, so `__proto__` is a name. */
function pick(names: readonly string[], raw: string): Record<string, unknown> {
  const sent = parse(raw, '&', '=', { maxKeys: 0 });
  const known: Record<string, unknown> = {};
  for (const name of names) {
    if (sent[name] !== undefined) known[name] = sent[name];
  }
  return known;
}

/** Remembers the newest few results of short texts; forgets the oldest first. */
class Memo<T> {
  readonly #results = new Map<string, { readonly result: T }>();

  get(text: string, compute: () => T): T {
    const known = this.#results.get(text);
    if (known) return known.result;
    const result = compute();
    if (text.length <= longestRemembered) this.#remember(text, result);
    return result;
  }

  #remember(text: string, result: T): void {
    if (this.#results.size >= rememberedQueries) {
      const [oldest] = this.#results.keys();
      if (oldest !== undefined) this.#results.delete(oldest);
    }
    this.#results.set(text, { result });
  }
}
