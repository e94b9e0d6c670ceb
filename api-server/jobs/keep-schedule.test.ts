import { expect, it } from 'vitest';
import { createVirtualClock } from '../../src/testing/virtual-clock.js';
import { createFakeSchedule } from '../testing/fake-schedule.js';
import { notedFailures } from '../testing/noted-failures.js';
import { keepSchedule, type ScheduleLedger } from './keep-schedule.js';
import type { ScheduledJob } from './schedule.js';

const minute = 60_000;
const hour = 60 * minute;
const hourly: ScheduledJob = { type: 'jobs.tidy', everyMs: hour, atMs: 10 * minute };

function fleet() {
  const clock = createVirtualClock(Date.parse('2026-11-29T03:00:00Z'));
  const { ledger, jobs, periods } = createFakeSchedule();
  const noted: string[] = [];
  const failures = notedFailures((event) => void noted.push(event));
  /** So many servers at once, for so long. */
  async function run(count: number, ms: number, books: ScheduleLedger = ledger) {
    const stop = new AbortController();
    const deps = { ledger: books, schedule: [hourly], clock, failures };
    const running = Array.from({ length: count }, () => keepSchedule(deps, stop.signal));
    await clock.sleep(ms);
    stop.abort();
    await Promise.all(running);
  }
  return { clock, ledger, jobs, noted, periods: () => periods.get('jobs.tidy') ?? [], run };
}

it('begins with the time that comes next, and queues each once in the fleet', async () => {
  const { jobs, periods, run } = fleet();
  await run(3, 5 * minute);
  expect([jobs, periods()]).toEqual([[], ['2026-11-29T02:00Z']]);
  await run(3, 10 * minute);
  expect(jobs).toEqual([{ type: 'jobs.tidy', isDead: false }]);
  expect(periods()).toEqual(['2026-11-29T02:00Z', '2026-11-29T03:00Z']);
});

it('catches up once what was missed while no server ran', async () => {
  const { clock, jobs, periods, run } = fleet();
  await run(1, minute);
  clock.advance(72 * hour);
  await run(2, minute);
  expect([jobs.length, periods().at(-1)]).toEqual([1, '2026-12-02T02:00Z']);
});

it('adds nothing while the one before is to be done, and goes on when that is dead', async () => {
  const { jobs, run } = fleet();
  await run(1, 5 * hour);
  expect(jobs.length).toBe(1);
  for (const job of jobs) job.isDead = true;
  await run(1, hour);
  expect(jobs.length).toBe(2);
});

it('repeats nothing when the clock is put back', async () => {
  const { clock, jobs, run } = fleet();
  await run(1, minute);
  clock.advance(hour);
  await run(1, minute);
  expect(jobs.splice(0).length).toBe(1);
  clock.advance(-5 * hour);
  await run(1, 4 * hour);
  expect(jobs).toEqual([]);
});

it('says that it cannot be kept, and is kept as soon as it can', async () => {
  const { clock, jobs, ledger, noted, run } = fleet();
  await run(1, minute);
  clock.advance(hour);
  let failing = 2;
  await run(1, 2 * minute, {
    ...ledger,
    last: async (type) => {
      failing -= 1;
      if (failing >= 0) throw new Error('gone');
      return ledger.last(type);
    },
  });
  expect([noted, jobs.length]).toEqual([['schedule-not-kept', 'schedule-not-kept'], 1]);
});
