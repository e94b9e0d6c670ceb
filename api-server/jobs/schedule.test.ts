import { expect, it } from 'vitest';
import { lastDue, nextDue, type ScheduledJob, schedule } from './schedule.js';

const minute = 60_000;
const daily: ScheduledJob = { type: 'jobs.tidy', everyMs: 1440 * minute, atMs: 200 * minute };
const often: ScheduledJob = { type: 'jobs.tidy', everyMs: 5 * minute, atMs: 0 };

it.each([
  [daily, '2026-11-29T03:19:59.999Z', '2026-11-28T00:00Z', '2026-11-29T03:20:00.000Z'],
  [daily, '2026-11-29T03:20:00.000Z', '2026-11-29T00:00Z', '2026-11-30T03:20:00.000Z'],
  [often, '2026-12-31T23:59:59.999Z', '2026-12-31T23:55Z', '2027-01-01T00:00:00.000Z'],
])('is due at its time of each period, in UTC', (job, at, last, next) => {
  const now = Date.parse(at);
  expect(lastDue(job, now)).toBe(last);
  expect(new Date(nextDue(job, now)).toISOString()).toBe(next);
});

it('names no job twice, and no period that its name cannot tell from the next', () => {
  const types = schedule.map(({ type }) => type);
  expect(new Set(types).size).toBe(types.length);
  for (const { type, everyMs, atMs } of schedule) {
    expect([type, everyMs % minute, atMs >= 0 && atMs < everyMs]).toEqual([type, 0, true]);
  }
});
