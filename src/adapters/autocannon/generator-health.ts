import { readFileSync } from 'node:fs';
import { monitorEventLoopDelay, performance } from 'node:perf_hooks';
import type { GeneratorHealth } from '../../loadtest/ports.js';

const resolutionMs = 10;

/** Watches the thread it is called in until the returned function is called. */
export function watchHealth(): () => GeneratorHealth {
  const delay = monitorEventLoopDelay({ resolution: resolutionMs });
  const utilization = performance.eventLoopUtilization();
  const cpu = readCpuTimes();
  delay.enable();
  return () => {
    delay.disable();
    const after = readCpuTimes();
    return {
      // The monitor measures from timer to timer, so the timer's own interval is in every value.
      loopDelayP99Ms: Math.max(0, delay.percentile(99) / 1e6 - resolutionMs),
      busyShare: performance.eventLoopUtilization(utilization).utilization,
      stealShare: cpu && after ? stealShare(cpu, after) : null,
    };
  };
}

interface CpuTimes {
  readonly total: number;
  readonly steal: number;
}

function stealShare(before: CpuTimes, after: CpuTimes): number | null {
  const total = after.total - before.total;
  return total > 0 ? (after.steal - before.steal) / total : null;
}

// First line of Linux's /proc/stat: user nice system idle iowait irq softirq steal guest guest_nice,
// where guest time is already in user time.
function readCpuTimes(): CpuTimes | null {
  try {
    const line = readFileSync('/proc/stat', 'utf8').split('\n', 1)[0] ?? '';
    const times = line.trim().split(/\s+/).slice(1, 9).map(Number);
    const steal = times[7];
    if (steal === undefined || times.some(Number.isNaN)) return null;
    return { total: times.reduce((sum, time) => sum + time, 0), steal };
  } catch {
    return null;
  }
}
