import type { RollupReport, RollupRow } from '../../contracts/rollup-report.js';
import { count } from './figures.js';

/** Fewer accounts than this are not told apart where strangers read. */
const smallestGroup = 5;

/** A number of accounts for a form that is passed on: `<5` for one to four. */
export function sharedCount(accounts: number): string {
  return accounts > 0 && accounts < smallestGroup ? `<${smallestGroup}` : count(accounts);
}

/**
 * The report for a form that is passed on. Accounts lose their ids and stand in groups of five by
 * rank, the last with what is left over; of fewer than five nothing is told but that.
 */
export function shareable(report: RollupReport): RollupReport {
  if (report.window.by !== 'account') return report;
  if (report.rows.length >= smallestGroup) return { ...report, rows: groups(report.rows) };
  const accounts = `<${smallestGroup} accounts: too few to be told apart here.`;
  return {
    ...report,
    rows: [],
    notes: report.rows.length === 0 ? report.notes : [...report.notes, accounts],
  };
}

function groups(rows: readonly RollupRow[]): RollupRow[] {
  const whole = Math.floor(rows.length / smallestGroup);
  return Array.from({ length: whole }, (_, group) => {
    const first = group * smallestGroup;
    const end = group === whole - 1 ? rows.length : first + smallestGroup;
    return sumOf(`accounts ${first + 1} to ${end}`, rows.slice(first, end));
  });
}

/** Sums add up; percentiles and cache shares do not, and rows of accounts have none. */
function sumOf(key: string, rows: readonly RollupRow[]): RollupRow {
  const sum = (value: (row: RollupRow) => number): number =>
    rows.reduce((total, row) => total + value(row), 0);
  // Of accounts some sums are not kept: of several of them neither.
  const kept = (value: (row: RollupRow) => number | null): number | null =>
    rows.some((row) => value(row) === null) ? null : sum((row) => value(row) ?? 0);
  const requests = sum((row) => row.requests);
  const s5xx = sum(({ statuses }) => statuses.s5xx);
  return {
    key,
    requests,
    rate: sum((row) => row.rate),
    errors: requests === 0 ? null : s5xx / requests,
    statuses: {
      s2xx: kept(({ statuses }) => statuses.s2xx),
      s3xx: kept(({ statuses }) => statuses.s3xx),
      s4xx: kept(({ statuses }) => statuses.s4xx),
      s5xx,
      throttled: sum(({ statuses }) => statuses.throttled),
    },
    causes: null,
    latency: null,
    bytes: kept((row) => row.bytes),
    cacheHitShare: null,
    dbQueries: kept((row) => row.dbQueries),
    dbQueriesPerRequest: null,
    accounts: rows.length,
    series: [],
    changes: [],
  };
}
