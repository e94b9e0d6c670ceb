import type { LoadtestCheck } from '../../contracts/loadtest-report.js';
import type { Burst, BurstReply } from './ports.js';
import { checkOf, type ProbedRoute, statusText } from './probe-context.js';

/** A key must be let through this share of what it was promised. */
const promised = 0.8;

/** A declared limit, as a burst has to meet it. */
export interface Limit {
  /** Null when the route declares none. */
  readonly requests: number | null;
  readonly windowMs: number;
  /** Requests after which at least one was refused, if there is a limit. */
  readonly burst: number;
}

/**
 * What a burst with one key shows, and one request with another key after it; `used-up` when the key
 * was over its limit before, as after another run a moment ago.
 */
export function judgeRateLimit(
  route: ProbedRoute,
  limit: Limit,
  burst: Burst,
  other: BurstReply | undefined,
): LoadtestCheck | 'used-up' {
  const { replies, tookMs } = burst;
  const refused = replies.filter(({ status }) => status === 429);
  const served = replies.filter(({ status }) => status === route.expectedStatus).length;
  if (served === 0 && refused.length > 0) return 'used-up';
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
