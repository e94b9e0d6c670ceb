import { type IntervalHistogram, monitorEventLoopDelay } from 'node:perf_hooks';
import type { Clock } from '../../src/platform/host.js';

// A pause is seen whole however seldom one looks; each look wakes an idle process.
const resolutionMs = 50;
/** So long a delay is remembered at least, and no longer than twice that where somebody looks. */
const windowMs = 10_000;

/** What measures the delays of the event loop, as Node does: nanoseconds, since its last reset. */
export type DelayHistogram = Pick<IntervalHistogram, 'disable' | 'percentile' | 'reset'>;

/**
 * The event loop's delay of late, until `stop`. Since the start of a process it would hide a pause of
 * now behind an hour without any; since the last look each of two readers would miss what the other saw.
 */
export function watchLoopDelay(clock: Pick<Clock, 'monotonic'>, histogram = startHistogram()) {
  let since = clock.monotonic();
  let before = 0;
  const p99Seconds = (): number => {
    // It measures the whole pause between two looks, of which the resolution is no delay.
    const delayMs = Math.max(0, histogram.percentile(99) / 1e6 - resolutionMs);
    const now = Number.isFinite(delayMs) ? delayMs / 1000 : 0;
    const worst = Math.max(before, now);
    if (clock.monotonic() - since >= windowMs) {
      before = now;
      since = clock.monotonic();
      histogram.reset();
    }
    return worst;
  };
  return { p99Seconds, stop: () => void histogram.disable() };
}

function startHistogram(): DelayHistogram {
  const histogram = monitorEventLoopDelay({ resolution: resolutionMs });
  histogram.enable();
  return histogram;
}
