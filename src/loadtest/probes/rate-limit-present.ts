import type { LoadtestCheck } from '../../contracts/loadtest-report.js';
import type { Burst, BurstReply } from './ports.js';
import {
  checkOf,
  found,
  joined,
  type Probe,
  type ProbeContext,
  type ProbedRoute,
  type ProbeResult,
  sendBurst,
  skip,
  statusText,
} from './probe-context.js';

const connections = 20;
/** Requests after which a route that declares no limit is taken to have none. */
const undeclaredMost = 500;
/** A limit above this is not reached on purpose. */
const declaredMost = 2500;
/** A key must be let through this share of what it was promised. */
const promised = 0.8;

/** A declared limit, as a burst has to meet it. */
interface Limit {
  /** Null when the route declares none. */
  readonly requests: number | null;
  readonly windowMs: number;
  /** Requests after which at least one was refused, if there is a limit. */
  readonly burst: number;
}

/**
 * Every route refuses a client that asks too much, and only that client. More than twice the limit,
 * sent within a quarter of its window, touches two windows at most, so one refusal is certain.
 */
export const probeRateLimit: Probe = async (context) => {
  const results: ProbeResult[] = [];
  for (const route of context.routes) {
    if (context.signal.aborted) break;
    results.push(await probeRoute(context, route));
  }
  return joined(results);
};

async function probeRoute(context: ProbeContext, route: ProbedRoute): Promise<ProbeResult> {
  const limit = limitOf(route, context);
  if (limit === 'unlimited') return joined([]);
  if (limit === 'too-high') {
    const why = `its limit is above ${declaredMost} requests, more than a probe sends`;
    return skip('rate-limit-present', route, why);
  }
  const { spare } = context.keys;
  if (spare.length === 0) {
    return skip('rate-limit-present', route, 'no keys were left that it could use up');
  }
  let seen: LoadtestCheck | undefined;
  // Whoever would be said to have no limit is asked again with another key.
  for (const key of spare) {
    seen = await burstWith(context, route, limit, key);
    if (seen.outcome === 'pass' || context.signal.aborted) break;
  }
  return seen === undefined || context.signal.aborted ? joined([]) : found(seen);
}

async function burstWith(
  context: ProbeContext,
  route: ProbedRoute,
  limit: Limit,
  key: string | null,
): Promise<LoadtestCheck> {
  const asks = Array.from(
    { length: limit.burst },
    (_, index) => route.asked[index % route.asked.length] ?? { path: '/' },
  );
  const enough = ({ status }: BurstReply) => status === 429;
  const burst = await sendBurst(context, asks, { connections, key, enough });
  const { keys } = context;
  const other =
    key !== null && keys.others > 0
      ? (await sendBurst(context, asks.slice(0, 1), { connections: 1 })).replies[0]
      : undefined;
  return judgeRateLimit(route, limit, burst, other);
}

function limitOf(
  { policy }: ProbedRoute,
  { keys, processes }: ProbeContext,
): Limit | 'unlimited' | 'too-high' {
  if (policy === null) {
    return { requests: null, windowMs: Number.POSITIVE_INFINITY, burst: undeclaredMost };
  }
  const rate = keys.spare[0] === null ? policy.limit.keyless : policy.limit.keyed;
  if (rate === null) return 'unlimited';
  // Without a store that they share, each process counts for itself.
  const burst = 2 * rate.requests * processes + 1;
  if (burst > 2 * declaredMost) return 'too-high';
  return { requests: rate.requests, windowMs: rate.windowSeconds * 1000, burst };
}

/** What a burst with one key shows, and one request with another key after it. */
export function judgeRateLimit(
  route: ProbedRoute,
  limit: Limit,
  burst: Burst,
  other: BurstReply | undefined,
): LoadtestCheck {
  const { replies, tookMs } = burst;
  const refused = replies.filter(({ status }) => status === 429);
  const served = replies.filter(({ status }) => status === route.expectedStatus).length;
  const check = (outcome: LoadtestCheck['outcome'], message: string): LoadtestCheck =>
    checkOf('rate-limit-present', route.route, {
      outcome,
      limit:
        limit.requests === null
          ? `a refusal within ${limit.burst} requests`
          : `${limit.requests} requests in ${limit.windowMs / 1000} s`,
      observed: `${served} served, ${refused.length} refused of ${replies.length}`,
      message: `${route.route}: ${message}`,
    });
  if (served + refused.length < replies.length || replies.length === 0) {
    return check(
      'undecided',
      `${statusText(replies)}, so it is not known whether it refuses who asks too much.`,
    );
  }
  if (tookMs > limit.windowMs / 4) {
    const seconds = Math.round(tookMs / 1000);
    return check('undecided', `the burst took ${seconds} s, too long to be within one window.`);
  }
  if (refused.length === 0) {
    return check(
      'fail',
      `one client sent ${replies.length} requests at once and none was refused, so a single program can take everybody's share.`,
    );
  }
  if (limit.requests !== null && served < limit.requests * promised) {
    return check('fail', `a client was refused after ${served} of ${limit.requests} requests.`);
  }
  const untold = refused.find(({ headers }) => !tellsWhen(headers));
  if (untold) {
    return check('fail', 'a refusal does not say when to come back, so clients ask on at once.');
  }
  if (refused.some(({ cost }) => (cost.queries ?? 0) > 0)) {
    return check('fail', 'a refused request still asked the database, so refusing saves nothing.');
  }
  if (other !== undefined && other.status !== route.expectedStatus) {
    const how = other.status === null ? 'not answered' : `answered ${other.status}`;
    return check('fail', `while one key was refused, another that had asked little was ${how}.`);
  }
  return check('pass', 'a client that asks too much is refused, and only that client.');
}

function tellsWhen(headers: BurstReply['headers']): boolean {
  return Object.keys(headers).some(
    (name) => name === 'retry-after' || /^(x-)?ratelimit(-reset)?$/.test(name),
  );
}
