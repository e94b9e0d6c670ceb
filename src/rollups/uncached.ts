import type { RollupRow } from '../contracts/rollup-report.js';

const fewestRequests = 20;
const mostHits = 0.05;
const fewestQueries = 0.5;

/** What `uncached` in a table means, for its footnote. */
export const uncachedRule =
  `uncached: a GET route that answers less than ${mostHits * 100}% from the cache (or has none) ` +
  `and asks the database at least ${fewestQueries} times a request, from ${fewestRequests} requests on; ` +
  'see runbooks/uncached-route.md.';

/** Whether a row of `--by route` is a read route whose database pays for every request. */
export function isUncached(row: RollupRow): boolean {
  return (
    /^(GET|HEAD) /.test(row.key) &&
    row.requests >= fewestRequests &&
    (row.cacheHitShare ?? 0) < mostHits &&
    (row.dbQueriesPerRequest ?? 0) >= fewestQueries
  );
}
