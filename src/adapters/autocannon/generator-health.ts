import { monitorEventLoopDelay, performance } from 'node:perf_hooks';
import type { GeneratorHealth } from '../../loadtest/ports.js';
import { readCpuTimes } from './cpu-times.js';

const resolutionMs = 10;

/** Watches the thread it is called in until the returned function is called. */
export function watchHealth(): () => Omit<GeneratorHealth, 'pacedRate'> {
  const before = readCpuTimes();
  const delay = monitorEventLoopDelay({ resolution: resolutionMs });
  const utilization = performance.eventLoopUtilization();
  delay.enable();
  return () => {
    delay.disable();
    const { utilization: busyShare } = performance.eventLoopUtilization(utilization);
    const after = readCpuTimes();
    const total = before && after ? after.total - before.total : 0;
    const shareOf = (ticks: number): number => Math.min(1, Math.max(0, ticks / total));
    const known = before !== null && after !== null && total > 0;
    return {
      // The monitor measures from timer to timer, so the timer's own interval is in every value.
      loopDelayP99Ms: Math.max(0, delay.percentile(99) / 1e6 - resolutionMs),
      busyShare,
      stealShare: known ? shareOf(after.steal - before.steal) : null,
      foreignShare: known
        ? shareOf(
            total -
              (after.idle - before.idle) -
              (after.steal - before.steal) -
              (after.own - before.own),
          )
        : null,
    };
  };
}
