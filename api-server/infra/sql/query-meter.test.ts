import { expect, it } from 'vitest';
import { createQueryMeter } from './query-meter.js';

it('counts to the work that asked, across awaits and beside others', async () => {
  const meter = createQueryMeter();
  const work = (queries: number) =>
    meter.measure(async () => {
      for (let query = 0; query < queries; query += 1) {
        await Promise.resolve();
        meter.count();
      }
      return queries;
    });
  const measured = await Promise.all([work(3), work(1), work(0)]);
  expect(measured.map(({ queries }) => queries)).toEqual([3, 1, 0]);
  expect(meter.totals).toEqual({ queries: 4, unattributed: 0 });
});

it('counts to every measure around it, and what nobody measures to the total', async () => {
  const meter = createQueryMeter();
  const outer = await meter.measure(async () => {
    meter.count();
    return meter.measure(async () => meter.count());
  });
  meter.count();
  expect([outer.queries, outer.value.queries]).toEqual([2, 1]);
  expect(meter.totals).toEqual({ queries: 3, unattributed: 1 });
});
