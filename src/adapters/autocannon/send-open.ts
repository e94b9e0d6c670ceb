import { performance } from 'node:perf_hooks';
import { clearTimeout, setTimeout } from 'node:timers';
import { dueAt, type Rate, rateAt, requestsOf } from '../../loadtest/rate.js';
import { ConnectionPool } from './connection-pool.js';
import type { PhaseContext } from './phase-context.js';

const lookEveryMs = 20;
const drainSlackMs = 100;

/**
 * Sends every request when it is due, whether or not earlier ones were answered, and then waits
 * for the last answers. Settles early when the signal is aborted.
 */
export async function sendOpen(context: PhaseContext, rate: Rate): Promise<void> {
  const { plan, phase, meter, start, signal } = context;
  const pool = new ConnectionPool(context.endpoint, meter);
  try {
    await sendWhenDue(context, rate, pool);
    const latest = start + phase.seconds * 1000 + plan.timeoutMs + drainSlackMs;
    await until(() => !pool.busy || performance.now() > latest, signal);
  } finally {
    pool.close();
  }
}

function sendWhenDue(context: PhaseContext, rate: Rate, pool: ConnectionPool): Promise<void> {
  const { plan, phase, start, signal, deal, write } = context;
  const { index, total } = plan.share;
  const requests = requestsOf(rate, phase.seconds);
  const dueMs = (n: number): number => start + dueAt(rate, phase.seconds, n) * 1000;
  let n = index;
  let due = dueMs(n);
  return new Promise((resolve) => {
    let timer: NodeJS.Timeout | undefined;
    const end = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      resolve();
    };
    const send = (): void => {
      const now = performance.now();
      for (; n < requests && due <= now; n += total, due = dueMs(n)) {
        const request = deal();
        const perSecond = rateAt(rate, phase.seconds, (due - start) / 1000) / total;
        const wanted = Math.max(1, Math.ceil(perSecond));
        pool.send({ route: request.route, bytes: write(request), dueAt: due }, wanted);
      }
      if (n >= requests || signal.aborted) end();
      else timer = setTimeout(send, due - performance.now());
    };
    signal.addEventListener('abort', end, { once: true });
    send();
  });
}

async function until(over: () => boolean, signal: AbortSignal): Promise<void> {
  while (!over() && !signal.aborted) {
    await new Promise((resolve) => setTimeout(resolve, lookEveryMs));
  }
}
