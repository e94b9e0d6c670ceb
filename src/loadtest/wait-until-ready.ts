import { CatopsError } from '../platform/errors.js';
import type { Clock } from '../platform/host.js';
import type { TargetReader } from './ports.js';

const usualLimitMs = 30_000;
const everyMs = 100;

/** Waits until `/health/ready` answers 200; `server-start-failed` after half a minute. */
export async function waitUntilReady(
  target: TargetReader,
  clock: Clock,
  signal: AbortSignal,
  limitMs = usualLimitMs,
): Promise<void> {
  const start = clock.monotonic();
  let last = 'nothing';
  while (clock.monotonic() - start < limitMs) {
    try {
      const { status } = await target.get('/health/ready', { signal });
      // An API of somebody else that has no such route is ready when it answers.
      if (status === 200 || status === 404) return;
      last = String(status);
    } catch (error) {
      if (!(error instanceof CatopsError) || error.code !== 'target-unreachable') throw error;
    }
    await clock.sleep(everyMs, signal).catch(() => signal.throwIfAborted());
  }
  throw new CatopsError(
    'server-start-failed',
    `The API was not ready after ${limitMs / 1000} s: /health/ready answered ${last}.`,
  );
}
