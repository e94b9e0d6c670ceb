import type { Clock } from '../platform/host.js';
import type { LoadKeys, TargetReader } from './ports.js';

const limitMs = 10_000;
const everyMs = 50;

/**
 * Waits until the target takes the last of the keys that were made just now, which it then knows
 * all; the load would otherwise begin with refusals. What does not happen in ten seconds, the load
 * will show.
 */
export async function waitUntilKnown(
  { target, clock }: { readonly target: TargetReader; readonly clock: Clock },
  path: LoadKeys['known'],
  keys: readonly string[],
  signal: AbortSignal,
): Promise<void> {
  const last = keys.at(-1);
  if (path === undefined || last === undefined) return;
  const until = clock.monotonic() + limitMs;
  while (clock.monotonic() < until) {
    const { status } = await target.get(path, { headers: { 'x-api-key': last }, signal });
    if (status !== 401) return;
    await clock.sleep(everyMs, signal).catch(() => signal.throwIfAborted());
  }
}
