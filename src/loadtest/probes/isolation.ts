import type { LoadtestCheck } from '../../contracts/loadtest-report.js';
import { formatMs } from '../../presentation/figures.js';
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
} from './probe-context.js';

const flood = 60;
/** How much slower than its budget a route may be for a moment: one request is no percentile. */
const slack = 20;
/** For a route that has no budget. */
const usualP99Ms = 50;

/**
 * A flood on one route must not take the others down with it. While each route in turn is flooded,
 * one request on every other route has to be answered, and in bounded time.
 */
export const probeIsolation: Probe = async (context) => {
  const results: ProbeResult[] = [];
  for (const route of context.routes) {
    const others = context.routes.filter((other) => other !== route);
    if (context.signal.aborted || others.length === 0) break;
    results.push(await probeRoute(context, route, others));
  }
  return joined(results);
};

async function probeRoute(
  context: ProbeContext,
  route: ProbedRoute,
  others: readonly ProbedRoute[],
): Promise<ProbeResult> {
  let seen: LoadtestCheck | 'limited' = 'limited';
  // A busy machine may stand still once; what does so twice is the API.
  for (let turn = 0; turn < 2; turn++) {
    seen = await floodOnce(context, route, others);
    if (context.signal.aborted) return joined([]);
    if (seen === 'limited') return skip('isolation', route, 'its keys were over their limit');
    if (seen.outcome === 'pass') break;
  }
  return seen === 'limited' ? joined([]) : found(seen);
}

async function floodOnce(
  context: ProbeContext,
  route: ProbedRoute,
  others: readonly ProbedRoute[],
): Promise<LoadtestCheck | 'limited'> {
  // What nobody has asked for has to be fetched, so a flood of it is the hardest.
  const ways = [...route.cold, ...route.asked];
  const asked = [
    ...Array.from({ length: flood }, (_, index) => ways[index % ways.length] ?? { path: '/' }),
    ...others.map((other) => other.asked[0] ?? { path: '/' }),
  ];
  const burst = await sendBurst(context, asked, { connections: asked.length });
  return judgeIsolation(route, others, burst);
}

/**
 * What a flood on one route, followed by one request on each of the others, shows; `limited` when
 * these were refused because their keys had asked too much already.
 */
export function judgeIsolation(
  { route }: ProbedRoute,
  others: readonly ProbedRoute[],
  { replies }: Burst,
): LoadtestCheck | 'limited' {
  const seen = others.map((other, index) => ({ other, reply: replies[flood + index] }));
  if (seen.some(({ reply }) => reply?.status === 429)) return 'limited';
  const hurt = seen.filter(({ other, reply }) => isHurt(other, reply));
  const slowest = Math.max(0, ...seen.map(({ reply }) => reply?.ms ?? 0));
  const [worst] = hurt;
  const more = hurt.length > 1 ? ` and ${hurt.length - 1} more` : '';
  return checkOf('isolation', route, {
    outcome: replies.length === 0 ? 'undecided' : hurt.length > 0 ? 'fail' : 'pass',
    limit: `every other route is answered within ${slack} times its p99 budget`,
    observed: worst
      ? `${worst.other.route} ${howAnswered(worst.reply)}${more}`
      : `at most ${formatMs(slowest)}`,
    message: worst
      ? `While ${route} was asked ${flood} times at once, ${worst.other.route} ${howAnswered(worst.reply)}${more}: one busy route takes the others down with it, as on 15 November 2018.`
      : `While ${route} was asked ${flood} times at once, every other route was answered.`,
  });
}

function isHurt({ expectedStatus, policy }: ProbedRoute, reply: BurstReply | undefined): boolean {
  if (reply?.status !== expectedStatus) return true;
  return reply.ms > slack * (policy?.budget.p99Ms ?? usualP99Ms);
}

function howAnswered(reply: BurstReply | undefined): string {
  if (reply?.status == null) return 'was not answered';
  return `was answered ${reply.status} after ${formatMs(reply.ms)}`;
}
