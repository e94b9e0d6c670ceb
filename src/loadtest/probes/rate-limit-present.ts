import type { LoadtestCheck } from '../../contracts/loadtest-report.js';
import { judgeRateLimit, type Limit } from './judge-rate-limit.js';
import type { BurstReply } from './ports.js';
import {
  eachRoute,
  found,
  joined,
  mostProcesses,
  overLimit,
  type Probe,
  type ProbeContext,
  type ProbedRoute,
  type ProbeResult,
  sendBurst,
  skip,
} from './probe-context.js';

const connections = 20;
/** Requests after which a route that declares no limit is taken to have none. */
const undeclaredMost = 500;
/** A limit above this is not reached on purpose. */
const declaredMost = 2500;
/**
 * Every route refuses a client that asks too much, and only that client. More than twice the limit,
 * sent within a quarter of its window, touches two windows at most, so one refusal is certain. It is
 * done again with another key, and a third decides where the two were not alike.
 */
export const probeRateLimit: Probe = eachRoute(() => true, probeRoute);

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
  const seen: LoadtestCheck[] = [];
  for (const key of spare) {
    const now = await burstWith(context, route, limit, key);
    if (context.signal.aborted) return joined([]);
    if (now === 'used-up') continue;
    if (seen.some(({ outcome }) => outcome === now.outcome)) return found(now);
    seen.push(now);
  }
  // No two were alike: what is wrong even once is wrong.
  const worst = seen.find(({ outcome }) => outcome === 'fail') ?? seen[0];
  if (worst) return found(worst);
  return skip('rate-limit-present', route, overLimit);
}

async function burstWith(
  context: ProbeContext,
  route: ProbedRoute,
  limit: Limit,
  key: string | null,
): Promise<LoadtestCheck | 'used-up'> {
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
  const { requests, windowSeconds } = rate;
  if (requests > declaredMost) return 'too-high';
  // Without a store that they share, each process counts for itself.
  const most = 2 * requests * (processes ?? mostProcesses) + 1;
  const burst = processes === null ? Math.min(most, 2 * declaredMost + 1) : most;
  return { requests, windowMs: windowSeconds * 1000, burst };
}
