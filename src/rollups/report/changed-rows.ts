import type { RollupReport } from '../../contracts/rollup-report.js';

/** Rows that changed, those with a change for the worse first. */
export function changedRows({ rows }: RollupReport): RollupReport['rows'] {
  const changed = rows.filter((row) => row.changes.length > 0);
  const worse = changed.filter((row) => row.changes.some((change) => change.worse));
  return [...worse, ...changed.filter((row) => !worse.includes(row))];
}
