import type { RollupRow } from '../contracts/rollup-report.js';

type Rows = readonly RollupRow[];

/**
 * Counts a row's requests over the places of its series that both windows have: the hours of a day
 * that is not over, or that was never rolled up, are no change. All requests of a row whose series
 * is another's length, or none, and where one window is counted by days alone.
 */
export function requestsInBoth(before: Rows, after: Rows): (row: RollupRow) => number {
  const byDays = [before, after].some(isByDays);
  const length = Math.max(0, ...[...before, ...after].map(({ series }) => series.length));
  const places = Array.from({ length }, (_, place) => place).filter((place) =>
    [before, after].every((rows) => rows.length === 0 || rows.some(has(place))),
  );
  return ({ requests, series }) => {
    if (byDays || length === 0 || series.length !== length || places.length === length)
      return requests;
    return places.reduce((sum, place) => sum + (series[place] ?? 0), 0);
  };
}

/** Whether there are requests, and no hour of any is known: its hours are kept no longer. */
function isByDays(rows: Rows): boolean {
  return (
    rows.some(({ requests }) => requests > 0) &&
    rows.every(({ series }) => series.every((value) => value === null))
  );
}

function has(place: number): (row: RollupRow) => boolean {
  return ({ series }) => (series[place] ?? null) !== null;
}
