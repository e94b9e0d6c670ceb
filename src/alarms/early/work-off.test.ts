import { describe, expect, it } from 'vitest';
import type { MetricSample } from '../../contracts/metric-sample.js';
import { metricSample, silentSample } from '../testing/metric-samples.js';
import { isWorkedOffWithin } from './work-off.js';

const start = Date.UTC(2018, 10, 15, 10);
const every = 10_000;

interface LaneMinute {
  readonly waiting: number;
  readonly oldest: number;
  readonly done: number;
}

/** A look every ten seconds, at the lane that it is about and at an empty one. */
const looks = (count: number, at: (look: number) => LaneMinute): readonly MetricSample[] =>
  Array.from({ length: count }, (_, look) => {
    const { waiting, oldest, done } = at(look);
    const gauges = { ...laneGauges('usual', waiting, oldest, done), ...laneGauges('urgent') };
    return metricSample({ at: new Date(start + (look + 1) * every).toISOString(), gauges });
  });
const laneGauges = (lane: string, waiting = 0, oldest = 0, done = 0) => ({
  [`catops_jobs_waiting{lane="${lane}"}`]: waiting,
  [`catops_jobs_oldest_waiting_seconds{lane="${lane}"}`]: oldest,
  [`catops_jobs_done_total{lane="${lane}"}`]: done,
});

/** 100 come at once at the beginning, 2 are done at each look: the last is taken after 500 seconds. */
const batch = (look: number) => ({ waiting: 98 - 2 * look, oldest: 10 * look + 9, done: 2 });

describe('what waits in the queue is worked off', () => {
  it('within the time that the jobs before the last one take', () => {
    expect(isWorkedOffWithin(500, looks(30, batch))).toBe(true);
    expect(isWorkedOffWithin(480, looks(30, batch))).toBe(false);
  });

  it('when nothing waits, however long something did', () => {
    const over = (look: number) =>
      look < 29 ? { waiting: 9, oldest: 900, done: 0 } : { waiting: 0, oldest: 0, done: 9 };
    expect(isWorkedOffWithin(1, looks(30, over))).toBe(true);
  });

  it('also when the API was not seen for a while, and counted on', () => {
    const seen = looks(30, batch);
    const unseen = seen.map((sample, look) => {
      if (look === 15) return silentSample({ at: sample.at });
      const caughtUp = laneGauges('usual', batch(look).waiting, batch(look).oldest, 4);
      return look === 16 ? { ...sample, gauges: { ...sample.gauges, ...caughtUp } } : sample;
    });
    expect(isWorkedOffWithin(500, unseen)).toBe(true);
  });

  it.each([
    ['nothing is done', looks(30, (look) => ({ ...batch(look), waiting: 100, done: 0 }))],
    [
      'others are done while the oldest waits',
      looks(30, (look) => ({ waiting: 1 + (look % 3), oldest: 10 * look, done: 20 })),
    ],
    [
      'it grows faster than it is done',
      looks(30, (look) => ({ waiting: 6 * look, oldest: 5 * look, done: 1 })),
    ],
    ['the oldest came before anybody looked', looks(30, batch).slice(10)],
    ['nobody tells how much waits', [metricSample(), metricSample()]],
    ['nobody looked', []],
    [
      'only the other lane is',
      looks(30, batch).map((sample) => ({
        ...sample,
        gauges: { ...sample.gauges, ...laneGauges('urgent', 3, 200, 0) },
      })),
    ],
  ])('not when %s', (_when, samples) => {
    expect(isWorkedOffWithin(500, samples)).toBe(false);
  });
});
