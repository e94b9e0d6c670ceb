import type { RouteName } from '../../contracts/route-policy.js';
import { figureMs } from '../percentile.js';
import { poolOf } from '../pool.js';
import type { LoadGenerator } from '../ports.js';
import type { StoredRun } from '../run-file.js';
import { type CountComparison, compareCounts } from './compare-counts.js';
import { countNames } from './describe-counts.js';

/** What two stored runs say of one route. */
export interface StoredComparison {
  readonly route: RouteName;
  /** Requests that were answered, lost or timed out. */
  readonly requests: { readonly base: number; readonly head: number };
  readonly counts: readonly CountComparison[];
  /** Milliseconds of the response time; to be read and not judged. */
  readonly times: readonly {
    readonly percentile: 50 | 95 | 99;
    readonly base: number | null;
    readonly head: number | null;
  }[];
}

/** Two stored runs side by side. */
export interface StoredComparisons {
  readonly routes: readonly StoredComparison[];
  /** One sentence each. */
  readonly cannotShow: readonly string[];
}

/**
 * Compares two runs that were measured at different times. Counts can be compared; times cannot, and
 * `cannotShow` says so.
 */
export function compareStored(
  base: StoredRun,
  head: StoredRun,
  merge: LoadGenerator['merge'],
): StoredComparisons {
  const there = new Set(routesOf(base));
  const routes = routesOf(head).filter((route) => there.has(route));
  const compared = routes.map((route) => compareRoute(route, base, head, merge));
  return {
    routes: compared,
    cannotShow: [
      ...limitsOf(base, head),
      ...untold(compared),
      ...onlyIn(base, head),
      ...onlyIn(head, base),
    ],
  };
}

function compareRoute(
  route: RouteName,
  base: StoredRun,
  head: StoredRun,
  merge: LoadGenerator['merge'],
): StoredComparison {
  const [there, here] = [base, head].map(({ run }) => {
    const phases = run.measurement.phases.filter(({ measured }) => measured);
    return poolOf(phases, route, merge);
  }) as [ReturnType<typeof poolOf>, ReturnType<typeof poolOf>];
  return {
    route,
    requests: { base: there.requests, head: here.requests },
    counts: compareCounts(there, here),
    times: ([50, 95, 99] as const).map((percentile) => ({
      percentile,
      base: figureMs(there.latency, percentile),
      head: figureMs(here.latency, percentile),
    })),
  };
}

function untold(routes: readonly StoredComparison[]): string[] {
  const unknown = routes.flatMap(({ counts }) =>
    counts.filter(({ change }) => change === 'unknown').map(({ measure }) => countNames[measure]),
  );
  if (unknown.length === 0) return [];
  return [`Not told by both on every route: ${[...new Set(unknown)].join(', ')}.`];
}

function routesOf({ run }: StoredRun): RouteName[] {
  return run.scenario.scenario.routes.map(({ route }) => route);
}

function onlyIn(one: StoredRun, other: StoredRun): string[] {
  const known = new Set(routesOf(other));
  const alone = routesOf(one).filter((route) => !known.has(route));
  return alone.length === 0 ? [] : [`Only ${one.file} asked for ${alone.join(', ')}.`];
}

function limitsOf(base: StoredRun, head: StoredRun): string[] {
  const limits = [
    'The two were not measured side by side, so a difference of their times shows nothing: a machine differs from hour to hour by more than most changes of code. What can show one: catops loadtest --baseline.',
  ];
  const differ = (what: string, of: (stored: StoredRun) => string): void => {
    if (of(base) === of(head)) return;
    limits.push(`They differ in more than the build: ${what} ${of(base)} and ${of(head)}.`);
  };
  differ('machine', ({ testbed: { cpu, cores } }) => `${cores} × ${cpu}`);
  differ('Node', ({ testbed }) => testbed.node);
  differ('catops', ({ testbed }) => testbed.catops);
  differ(
    'scenario',
    ({ run }) => `${run.scenario.scenario.name} ${run.scenario.hash.slice(0, 12)}`,
  );
  differ('target', ({ run: { target } }) => (target.started ? 'of its own' : target.url));
  differ('diagnostics', ({ run }) => (run.diagnostics ? 'on' : 'off'));
  for (const { file, run } of [base, head]) {
    if (run.interrupted) limits.push(`${file} was stopped before its end.`);
    if (run.shard !== null) limits.push(`${file} is one shard of a load, not the whole.`);
    if (run.measurement.crashed !== null) limits.push(`The load generator of ${file} died.`);
  }
  return limits;
}
