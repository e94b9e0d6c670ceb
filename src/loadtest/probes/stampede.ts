import type { LoadtestCheck } from '../../contracts/loadtest-report.js';
import type { Burst } from './ports.js';
import {
  checkOf,
  eachRoute,
  found,
  isLimited,
  isShared,
  joined,
  mostProcesses,
  overLimit,
  type Probe,
  type ProbeContext,
  type ProbedRoute,
  type ProbeResult,
  sendBurst,
  skip,
  statusText,
} from './probe-context.js';

export const crowd = 40;
/**
 * Each with another path: where the first of a crowd is answered before the second comes, a crowd
 * without single flight looks like one with it.
 */
export const tries = 3;
/**
 * A crowd that asks for one thing which nothing is kept of must reach the database once: when a
 * cache is cold, after a release or an expiry, the crowd is what overwhelms it.
 */
export const probeStampede: Probe = eachRoute(isShared, probeRoute);

async function probeRoute(context: ProbeContext, route: ProbedRoute): Promise<ProbeResult> {
  const seenAll: LoadtestCheck[] = [];
  for (const ask of route.cold.slice(0, tries)) {
    if (context.signal.aborted) return joined([]);
    const burst = await sendBurst(context, Array(crowd).fill(ask), { connections: crowd });
    if (isLimited(burst)) return skip('stampede', route, overLimit);
    const seen = judgeStampede(route, burst, context.processes ?? mostProcesses);
    if (seen === 'untold') return skip('stampede', route, 'its replies tell no database queries');
    if (seen === 'warm') continue;
    if (seen.outcome === 'fail') return found(seen);
    seenAll.push(seen);
  }
  const best = seenAll.find(({ outcome }) => outcome === 'pass') ?? seenAll[0];
  if (best) return found(best);
  const why =
    route.cold.length === 0
      ? 'the scenario knows no path that the load does not ask for'
      : 'whatever was asked for was kept already';
  return skip('stampede', route, why);
}

/**
 * What a crowd on one cold path shows, where each process may load it once; `warm` when the path was
 * not cold.
 */
export function judgeStampede(
  { route, expectedStatus }: ProbedRoute,
  { replies }: Burst,
  processes: number,
): LoadtestCheck | 'warm' | 'untold' {
  const answered = replies.filter(({ status }) => status === expectedStatus);
  const limit = `<= ${processes} of ${crowd} requests ask the database`;
  if (answered.length < crowd * 0.9) {
    return checkOf('stampede', route, {
      outcome: 'undecided',
      limit,
      observed: statusText(replies),
      message: `${route}: of a crowd of ${crowd} at once, ${statusText(replies)}, so it is not known how often they asked the database.`,
    });
  }
  const told = answered.filter(({ cost }) => cost.queries !== null);
  if (told.length < answered.length) return 'untold';
  const asked = told.filter(({ cost }) => (cost.queries ?? 0) > 0).length;
  if (asked === 0 && told.every(({ cost }) => cost.fromCache !== false)) return 'warm';
  return checkOf('stampede', route, {
    outcome: asked <= processes ? 'pass' : 'fail',
    limit,
    observed: `${asked} of ${crowd}`,
    message:
      asked <= processes
        ? `${route}: a crowd that asked for one thing at once reached the database ${asked === 1 ? 'once' : `${asked} times`}.`
        : `${route}: ${asked} of ${crowd} requests for one thing, sent at once, each asked the database, so a crowd that comes when a cache is cold overwhelms it.`,
  });
}
