import type { LoadtestCheck } from '../../contracts/loadtest-report.js';
import type { Burst, BurstReply } from './ports.js';
import {
  checkOf,
  eachRoute,
  found,
  isLimited,
  joined,
  overLimit,
  type Probe,
  type ProbeContext,
  type ProbedRoute,
  type ProbeResult,
  sendBurst,
  skip,
  statusText,
} from './probe-context.js';

export const tries = 10;
/** Behind a load balancer each process may have to load it once. Who goes round it loads always. */
const byChance = 5;
/** A route whose requests may each cost about a query keeps nothing to go round. */
const keptBelow = 0.5;
/** A parameter that no API knows. */
const stranger = 'catops-probe';

/**
 * A parameter that the route does not know must not make it look new: whoever appends one goes round
 * the cache, by intent or, as programs that append the time do, without knowing.
 */
export const probeCacheKey: Probe = eachRoute(
  ({ budget }) => budget === null || budget < keptBelow,
  probeRoute,
);

async function probeRoute(context: ProbeContext, route: ProbedRoute): Promise<ProbeResult> {
  const [ask = { path: '/' }] = route.asked;
  // The second is what a kept reply costs: a route that keeps none has that said by another rule.
  const plain = await sendBurst(context, [ask, ask], { connections: 1 });
  if (isLimited(plain)) return skip('cache-key-bypass', route, overLimit);
  const usual = plain.replies[1];
  if (usual?.cost.queries === null) {
    return skip('cache-key-bypass', route, 'its replies tell no database queries');
  }
  if (usual?.status !== route.expectedStatus || usual.cost.queries > 0) return joined([]);
  const mark = () => Math.floor(context.random() * 1e9).toString(36);
  const more = ask.path.includes('?') ? '&' : '?';
  const varied = Array.from({ length: tries }, () => ({
    ...ask,
    path: `${ask.path}${more}${stranger}=${mark()}`,
  }));
  const burst = await sendBurst(context, varied, { connections: 1 });
  if (isLimited(burst)) return skip('cache-key-bypass', route, overLimit);
  return found(judgeCacheKey(route, burst));
}

/** What requests with unknown parameters show, of a path that costs nothing without them. */
export function judgeCacheKey({ route }: ProbedRoute, { replies }: Burst): LoadtestCheck {
  const limit = `<= ${byChance} of ${tries} requests ask the database`;
  const told = replies.filter(isTold);
  if (told.length < tries) {
    return checkOf('cache-key-bypass', route, {
      outcome: 'undecided',
      limit,
      observed: statusText(replies),
      message: `${route}: of ${tries} requests with a parameter that it does not know, ${statusText(replies)}, so it is not known what they cost.`,
    });
  }
  const asked = told.filter(({ cost }) => (cost.queries ?? 0) > 0).length;
  return checkOf('cache-key-bypass', route, {
    outcome: asked <= byChance ? 'pass' : 'fail',
    limit,
    observed: `${asked} of ${tries}`,
    message:
      asked <= byChance
        ? `${route}: a parameter that it does not know makes no difference to its cache.`
        : `${route}: a parameter that it does not know made ${asked} of ${tries} requests ask the database, so anybody can go round its cache.`,
  });
}

// To be refused for the parameter is a protection too; a failure of the server is none.
function isTold({ status, cost }: BurstReply): boolean {
  return status !== null && status < 500 && cost.queries !== null;
}
