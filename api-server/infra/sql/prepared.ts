import type { CompiledQuery } from 'kysely';
import type { Db } from './tables.js';

/**
 * A query whose text is made once, because making it costs more than running it. Called with the
 * values of its parameters, in the order of their places in the text.
 */
export function prepared<Row>(
  db: Db,
  query: { compile(): CompiledQuery<Row> },
): (...values: readonly unknown[]) => Promise<Row[]> {
  const compiled = query.compile();
  return async (...parameters) => (await db.executeQuery<Row>({ ...compiled, parameters })).rows;
}

/** Stands for a value that is only given when the prepared query is called. */
export const later = '';
