import type { LoadtestCheck } from '../../contracts/loadtest-report.js';
import { formatMs } from '../../presentation/figures.js';
import type { Burst, BurstReply } from './ports.js';
import {
  type Ask,
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
} from './probe-context.js';

export const flood = 40;
/** Connections for one request each on the other routes, one after the other. */
const lookout = 4;
/** Times that it has to show. */
export const turns = 2;
/** How much slower than its budget a route may be for a moment: one request is no percentile. */
const slack = 20;
/** For a route that has no budget. */
const usualP99Ms = 50;

/**
 * A flood on one route must not take the others down with it. While each route in turn is flooded,
 * one request on every other route has to be answered, and in bounded time.
 */
export const probeIsolation: Probe = eachRoute(canHurt, probeRoute);

/** A flood of what is always at hand costs no more than the connections it comes on. */
function canHurt({ cold, budget }: ProbedRoute): boolean {
  return cold.length > 0 || budget === null || budget > 0;
}

async function probeRoute(context: ProbeContext, route: ProbedRoute): Promise<ProbeResult> {
  const others = context.routes.filter((other) => other !== route);
  if (others.length === 0) return joined([]);
  const index = context.routes.indexOf(route);
  let seen: LoadtestCheck | 'limited' = 'limited';
  // A busy machine may stand still once; what does so twice is the API.
  for (let turn = 0; turn < turns; turn++) {
    seen = await floodOnce(context, route, others, turns * index + turn);
    if (context.signal.aborted) return joined([]);
    if (seen === 'limited') return skip('isolation', route, overLimit);
    if (seen.outcome === 'pass') break;
  }
  return seen === 'limited' ? joined([]) : found(seen);
}

async function floodOnce(
  context: ProbeContext,
  route: ProbedRoute,
  others: readonly ProbedRoute[],
  nth: number,
): Promise<LoadtestCheck | 'limited'> {
  const many = Array.from({ length: flood }, (_, index) => fetched(route, nth * flood + index, 1));
  let started = (): void => undefined;
  const isFlooded = new Promise<void>((resolve) => {
    started = resolve;
  });
  const flooding = sendBurst(context, many, { connections: flood, started });
  await Promise.race([isFlooded, flooding]);
  const each = others.map((other) => fetched(other, nth, 0));
  const burst = await sendBurst(context, each, { connections: lookout });
  // What the target still has to do for this flood must not be held against the next one.
  await flooding;
  return judgeIsolation(route, others, burst);
}

/**
 * Something that nobody has asked for has to be fetched, so a flood of it is the hardest, and so is
 * waiting for it. Halves, or one flood would leave nothing to wait for in the next.
 */
function fetched({ cold, asked }: ProbedRoute, nth: number, half: 0 | 1): Ask {
  const middle = Math.ceil(cold.length / 2);
  const ways = half === 0 ? cold.slice(0, middle) : [...cold.slice(middle), ...asked];
  return ways[nth % ways.length] ?? asked[0] ?? { path: '/' };
}

/**
 * What one request on each of the others shows while a route is flooded; `limited` when these were
 * refused because their keys had asked too much already.
 */
export function judgeIsolation(
  { route }: ProbedRoute,
  others: readonly ProbedRoute[],
  burst: Burst,
): LoadtestCheck | 'limited' {
  if (isLimited(burst)) return 'limited';
  const { replies } = burst;
  const seen = others.map((other, index) => ({ other, reply: replies[index] }));
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
