import type { LoadtestCurvePoint, LoadtestSlice } from '../contracts/loadtest-report.js';
import { figureMs } from './percentile.js';
import type { Distribution, LoadGenerator, PhaseMeasurement, SecondMeasurement } from './ports.js';

const mostSlices = 120;
const percents = [10, 25, 50, 75, 90, 95, 99, 99.9];

/** A route, or all routes together, over the time of the phases given. */
export function timelineOf(
  phases: readonly PhaseMeasurement[],
  route: string | null,
  merge: LoadGenerator['merge'],
): LoadtestSlice[] {
  const lengths = phases.map(({ seconds }) => Math.max(1, Math.ceil(seconds)));
  const whole = lengths.reduce((sum, length) => sum + length, 0);
  const long = Math.ceil(whole / mostSlices);
  return phases.flatMap((phase, index) => {
    const start = lengths.slice(0, index).reduce((sum, length) => sum + length, 0);
    const length = lengths[index] ?? 0;
    const bySlice = new Map<number, SecondMeasurement[]>();
    for (const part of phase.routes) {
      if (route !== null && part.route !== route) continue;
      for (const each of part.seconds) {
        const slice = Math.floor(each.second / long);
        const due = bySlice.get(slice);
        if (due) due.push(each);
        else bySlice.set(slice, [each]);
      }
    }
    return Array.from({ length: Math.ceil(length / long) }, (_, slice) => {
      const from = slice * long;
      const due = bySlice.get(slice) ?? [];
      const latency = merge(due.map((part) => part.latency));
      return {
        phase: phase.phase,
        at: start + from,
        seconds: Math.min(long, length - from),
        sent: due.reduce((sum, { sent }) => sum + sent, 0),
        errors: due.reduce((sum, { errors }) => sum + errors, 0),
        p50: figureMs(latency, 50),
        p95: figureMs(latency, 95),
        slowest: slowestMs(latency),
      };
    });
  });
}

/** The percentiles of a route's two times. */
export function curveOf(latency: Distribution, serviceTime: Distribution): LoadtestCurvePoint[] {
  return [
    ...percents.map((percent) => ({
      percent,
      latency: figureMs(latency, percent),
      serviceTime: figureMs(serviceTime, percent),
    })),
    { percent: 100, latency: slowestMs(latency), serviceTime: slowestMs(serviceTime) },
  ];
}

function slowestMs(distribution: Distribution): number | null {
  return distribution.count === 0 ? null : distribution.valueAtQuantile(1) / 1000;
}
