import { describe, expect, it } from 'vitest';
import type { LoadtestSlice } from '../contracts/loadtest-report.js';
import type { RouteName } from '../contracts/route-policy.js';
import {
  distributionOf,
  measuredPhase,
  measuredRoute,
  mergeListed,
} from '../testing/measurements.js';
import type { SecondMeasurement } from './ports.js';
import { curveOf, timelineOf } from './timeline.js';

const breeds: RouteName = 'GET /v1/breeds';
const images: RouteName = 'GET /v1/images';

/** A second in which these milliseconds were measured. */
function second(at: number, ...ms: number[]): SecondMeasurement {
  const latency = distributionOf(ms.map((value) => value * 1000));
  return { second: at, sent: ms.length, answered: ms.length, errors: 1, latency };
}

function phaseOf(phase: string, length: number, ...parts: (readonly SecondMeasurement[])[]) {
  const routes = parts.map((seconds, index) =>
    measuredRoute([breeds, images][index] ?? breeds, 1, { seconds }),
  );
  return measuredPhase(phase, routes, { seconds: length });
}

describe('the timeline of a route', () => {
  it('lays the phases one after the other, a second without requests too', () => {
    const phases = [
      phaseOf('steady', 2, [second(0, 5, 9)]),
      phaseOf('double', 1.98, [second(0, 7), second(1, 3, 4, 5)]),
    ];
    const slices = timelineOf(phases, breeds, mergeListed);
    const empty = { seconds: 1, errors: 0, sent: 0, p50: null, p95: null, slowest: null };
    expect(slices).toEqual<LoadtestSlice[]>([
      { ...empty, phase: 'steady', at: 0, sent: 2, errors: 1, p50: 5, slowest: 9 },
      { ...empty, phase: 'steady', at: 1 },
      { ...empty, phase: 'double', at: 2, sent: 1, errors: 1, slowest: 7 },
      { ...empty, phase: 'double', at: 3, sent: 3, errors: 1, p50: 4, slowest: 5 },
    ]);
  });

  it('is of that route alone, or of all together: samples are pooled, never percentiles', () => {
    const phases = [phaseOf('steady', 1, [second(0, 1, 1, 1)], [second(0, 90)])];
    expect(timelineOf(phases, images, mergeListed)).toMatchObject([{ sent: 1, slowest: 90 }]);
    expect(timelineOf(phases, null, mergeListed)).toMatchObject([
      { sent: 4, errors: 2, p50: 1, slowest: 90 },
    ]);
  });

  it('of an hour has at most 120 slices, none of two phases, and no request is left out', () => {
    const every = (length: number) => Array.from({ length }, (_, at) => second(at, 1));
    const phases = [phaseOf('ramp', 100, every(100)), phaseOf('soak', 3500, every(3500))];
    const slices = timelineOf(phases, breeds, mergeListed);
    expect(slices.length).toBeLessThanOrEqual(121);
    expect(slices.reduce((sum, { sent }) => sum + sent, 0)).toBe(3600);
    expect(slices.reduce((sum, { seconds }) => sum + seconds, 0)).toBe(3600);
    const starts = slices.map(({ at, seconds }) => [at, at + seconds]);
    for (const [index, [at]] of starts.entries()) expect(at).toBe(starts[index - 1]?.[1] ?? 0);
  });
});

describe('the curve of percentiles', () => {
  it('ends in the slowest, and leaves out what the samples are too few for', () => {
    const times = distributionOf(Array.from({ length: 100 }, (_, index) => (index + 1) * 1000));
    const curve = curveOf(times, distributionOf([]));
    const known = curve.flatMap(({ percent, latency }) =>
      latency === null ? [] : [[percent, latency]],
    );
    expect(known).toEqual([
      [10, 10],
      [25, 25],
      [50, 50],
      [75, 75],
      [90, 90],
      [95, 95],
      [99, 99],
      [100, 100],
    ]);
    expect(curve.every(({ serviceTime }) => serviceTime === null)).toBe(true);
  });
});
