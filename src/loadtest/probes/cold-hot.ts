import { formatShare } from '../../presentation/figures.js';
import type { BurstReply } from './ports.js';
import {
  type Ask,
  checkOf,
  eachRoute,
  found,
  isShared,
  joined,
  type Probe,
  type ProbeContext,
  type ProbedRoute,
  type ProbeResult,
  sendBurst,
  skip,
} from './probe-context.js';

const hotEach = 3;
const pathsAtMost = 60;
const pathsAtLeast = 20;
/** Measured on loopback: a kept route read 0.98, one that keeps nothing 0.57. */
const keptFrom = 0.8;
const unkeptUpTo = 0.65;

/**
 * Of a target that tells no database queries, only from outside: is the first answer about a thing
 * slower than the ones after it? The pages that a database keeps make it doubtful, so this warns at
 * most.
 */
export const probeColdHot: Probe = eachRoute(isShared, probeRoute);

async function probeRoute(context: ProbeContext, route: ProbedRoute): Promise<ProbeResult> {
  const cold = route.cold.slice(0, pathsAtMost);
  if (cold.length < pathsAtLeast) {
    const why = `its cold and hot answers cannot be told apart by fewer than ${pathsAtLeast} paths`;
    return skip('uncached', route, why);
  }
  const asks = cold.flatMap((ask) => Array<Ask>(1 + hotEach).fill(ask));
  const { replies } = await sendBurst(context, asks, { connections: 1 });
  const answered = replies.filter(({ status }) => status === route.expectedStatus);
  if (answered.length < asks.length) return joined([]);
  return judgeColdHot(route, replies);
}

/** What replies show of which every fourth is the first about its thing. */
export function judgeColdHot(route: ProbedRoute, replies: readonly BurstReply[]): ProbeResult {
  if (replies.some(({ headers }) => /\bno-store\b/i.test(headers['cache-control'] ?? ''))) {
    return joined([]);
  }
  const hot = replies.filter((_, index) => index % (1 + hotEach) > 0);
  const said = hot.filter(({ headers }) => saysKept(headers)).length / Math.max(1, hot.length);
  const share = Math.max(said, slowerWhenCold(replies));
  if (share > unkeptUpTo && share < keptFrom) {
    const why = `its first answers were the slower ones in ${formatShare(share)}, which shows neither`;
    return skip('uncached', route, why);
  }
  return found(
    checkOf('uncached', route.route, {
      outcome: share >= keptFrom ? 'pass' : 'warn',
      limit: `the first answer is the slowest in >= ${formatShare(keptFrom)}`,
      observed: formatShare(share),
      message:
        share >= keptFrom
          ? `${route.route} answers faster what it was asked before, so it keeps replies.`
          : `${route.route} answers what it was asked before no faster than what it was not, as a route without a cache does; it tells no database queries, so this is not certain.`,
    }),
  );
}

/** How probable it is that a first answer takes longer than a later one about the same. */
function slowerWhenCold(replies: readonly BurstReply[]): number {
  let slower = 0;
  let pairs = 0;
  for (const [index, reply] of replies.entries()) {
    const place = index % (1 + hotEach);
    if (place === 0) continue;
    pairs++;
    if ((replies[index - place]?.ms ?? 0) > reply.ms) slower++;
  }
  return pairs === 0 ? 0 : slower / pairs;
}

/** `Cache-Status` (RFC 9211), `X-Cache` or `Age` (RFC 9111) of a reply that a cache gave. */
function saysKept(headers: BurstReply['headers']): boolean {
  return (
    /;\s*hit\b/i.test(headers['cache-status'] ?? '') ||
    /\bhit\b/i.test(headers['x-cache'] ?? '') ||
    Number(headers['age'] ?? 0) > 0
  );
}
