import type { RollupReport, RollupRow } from '../../contracts/rollup-report.js';
import { csv } from '../../presentation/csv.js';
import { isUncached } from '../uncached.js';
import { changeText } from './change-text.js';

type Field = (row: RollupRow) => string | number | null;

/** Columns by the names of the JSON, exact figures: a reader with a program rounds by itself. */
const fields: Readonly<Record<string, Field>> = {
  requests: (row) => row.requests,
  rate: (row) => row.rate,
  errors: (row) => row.errors,
  s2xx: ({ statuses }) => statuses.s2xx,
  s3xx: ({ statuses }) => statuses.s3xx,
  s4xx: ({ statuses }) => statuses.s4xx,
  s5xx: ({ statuses }) => statuses.s5xx,
  throttled: ({ statuses }) => statuses.throttled,
  p50Ms: ({ latency }) => latency?.p50 ?? null,
  p95Ms: ({ latency }) => latency?.p95 ?? null,
  p99Ms: ({ latency }) => latency?.p99 ?? null,
  meanMs: ({ latency }) => latency?.mean ?? null,
  maxMs: ({ latency }) => latency?.max ?? null,
  bytes: (row) => row.bytes,
  cacheHitShare: (row) => row.cacheHitShare,
  dbQueries: (row) => row.dbQueries,
  dbQueriesPerRequest: (row) => row.dbQueriesPerRequest,
  accounts: (row) => row.accounts,
  uncached: (row) => (isUncached(row) ? 'uncached' : ''),
  changes: ({ changes }) => changes.map(changeText).join('; '),
};

/** The rows as CSV under the names of their columns; a missing value is an empty cell. */
export function rollupCsv({ rows, window }: RollupReport): string {
  const shown = Object.entries(fields);
  const cells = (row: RollupRow) => shown.map(([, field]) => field(row));
  const head = [window.by, ...shown.map(([name]) => name)];
  return csv([head, ...rows.map((row) => [row.key, ...cells(row)])]);
}
