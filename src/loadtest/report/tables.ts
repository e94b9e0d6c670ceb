import type { LoadtestCheck, LoadtestReport } from '../../contracts/loadtest-report.js';
import type { Cell, Table } from '../../presentation/blocks.js';
import { figure, figureOrDash, missing, percentileText, shareText } from './figures.js';

// An API that is not ours may have a hundred thousand routes, and a comment on GitHub has at most
// 65,536 characters; --json has them all.
const rowsShown = 50;

/** What every route did. */
export function routesTable({ routes }: LoadtestReport): Table {
  return tableOf(
    'Routes: p50 to p99 in ms from when a request was due; ~ of few samples',
    [
      'Route',
      'Requests',
      'Per second',
      'p50',
      'p95',
      'p99',
      'Errors',
      'Cache hits',
      'Queries a request',
    ],
    routes.map(({ route, requests, latency, ...row }) => [
      route,
      String(requests),
      figure(row.rate),
      percentileText(latency.p50, 50, requests),
      percentileText(latency.p95, 95, requests),
      percentileText(latency.p99, 99, requests),
      shareText(row.errors),
      shareText(row.cacheHitShare),
      figureOrDash(row.dbQueriesPerRequest),
    ]),
    1,
  );
}

/** Checks with what was measured beside the limit. */
export function checksTable(caption: string, checks: readonly LoadtestCheck[]): Table {
  const table = tableOf(
    caption,
    ['Route', 'Rule', 'Measured', 'Limit'],
    checks.map(({ route, rule, phase, observed, limit }) => [
      route ?? 'all routes together',
      phase === null ? rule : `${rule} in phase ${phase}`,
      observed ?? missing,
      limit,
    ]),
  );
  return { ...table, scrolls: true };
}

/** The phases, and how fit the generator was to measure time in them. */
export function phasesTable({ phases }: LoadtestReport): Table {
  return tableOf(
    'Phases, and the health of the generator in them',
    [
      'Phase',
      'Seconds',
      'Sent',
      'Answered',
      'Generator late by, p99 ms',
      'Generator busy',
      'CPU of other programs',
      'CPU given to other machines',
    ],
    phases.map(({ phase, seconds, sent, answered, loopDelayP99Ms, busyShare, ...others }) => [
      phase,
      figure(seconds),
      String(sent),
      String(answered),
      figure(loopDelayP99Ms),
      shareText(busyShare),
      shareText(others.foreignShare),
      shareText(others.stealShare),
    ]),
    1,
  );
}

/** Routes that need no coverage; null when there is none. */
export function excusedTable({ excused }: LoadtestReport): Table | null {
  if (excused.length === 0) return null;
  return tableOf(
    'Excused from coverage',
    ['Route', 'Reason'],
    excused.map(({ route, reason }) => [route, reason]),
  );
}

function tableOf(
  caption: string,
  head: readonly string[],
  rows: readonly (readonly Cell[])[],
  figuresFrom?: number,
): Table {
  const more = rows.length - rowsShown;
  const last = more > 0 ? [[`and ${more} more`, ...head.slice(1).map(() => '')]] : [];
  return {
    ...{ kind: 'table', caption, head, rows: [...rows.slice(0, rowsShown), ...last] },
    ...(figuresFrom === undefined ? {} : { figuresFrom }),
  };
}
