import { expect, it } from 'vitest';
import { measuredPhase, measuredRoute } from '../../testing/measurements.js';
import { calibrate } from './calibration.js';

const route = 'GET /v1/breeds';
const arm = (ms: (index: number) => number, rounds: number) =>
  Array.from({ length: rounds }, (_, index) =>
    measuredPhase('round', [measuredRoute(route, 100, { ms: ms(index) })]),
  );

it('tells of a quiet machine that it finds a quarter and raises no false alarm', () => {
  const same = arm((index) => (index % 4 === 0 ? 1 : 1.6), 14);
  const found = calibrate({ base: same, again: same, head: same }, [route]);
  expect(found).toEqual({
    rounds: 14,
    comparisons: 3 * 6,
    falseAlarms: 0,
    withoutVerdict: 0,
    routes: [
      {
        route,
        p50Ms: { base: 1, again: 1, head: 1 },
        drawn: 18,
        falseAlarms: 0,
        unlicensed: 0,
        found: [
          { change: 0.1, share: 0 },
          { change: 0.25, share: 1 },
        ],
      },
    ],
  });
});

it('tells of a machine on which one arm was always slower', () => {
  const quiet = arm(() => 1, 12);
  const slow = arm(() => 1.3, 12);
  const found = calibrate({ base: quiet, again: quiet, head: slow }, [route]);
  // As the head it is a false alarm; as an arm of the base it takes the licence.
  expect(found.falseAlarms).toBeCloseTo(2 / 6);
  expect(found.withoutVerdict).toBeCloseTo(4 / 6);
});

it('says nothing of too few rounds', () => {
  const few = arm(() => 1, 11);
  const found = calibrate({ base: few, again: few, head: few }, [route]);
  expect([found.comparisons, found.routes[0]?.drawn]).toEqual([0, 0]);
});
