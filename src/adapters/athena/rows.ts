import type { Value } from '../../rollups/ports.js';
import type { ResultPage } from './queries.js';

/**
 * The rows of a SELECT, page by page. Its first page begins with a row of column names; answers to
 * other statements do not.
 */
export async function* rowBatches(
  first: ResultPage,
  nextPage: (token: string) => Promise<ResultPage>,
): AsyncGenerator<readonly (readonly Value[])[]> {
  const types = first.columns.map(({ type }) => type);
  let page: Pick<ResultPage, 'rows' | 'next'> = { rows: first.rows.slice(1), next: first.next };
  for (;;) {
    const { rows, next } = page;
    if (rows.length > 0) yield rows.map((row) => types.map((type, at) => valueFrom(type, row[at])));
    if (next === null) return;
    page = await nextPage(next);
  }
}

/** A text of Athena as the value it stands for; what has no exact number here stays text. */
export function valueFrom(type: string, text: string | null | undefined): Value {
  if (text === null || text === undefined) return null;
  switch (type) {
    case 'bigint':
      return BigInt(text);
    case 'tinyint':
    case 'smallint':
    case 'integer':
    case 'double':
    case 'float':
    case 'real':
      return Number(text);
    default:
      return text;
  }
}
