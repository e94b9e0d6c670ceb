import { describe, expect, it } from 'vitest';
import { backlogOf, isDone } from './backlog.js';
import type { Job } from './job.js';
import { indexOf, newestDue, periodAt } from './periods.js';
import { emptyRecord, type JobRecord, withDone } from './record.js';

const minute = 60_000;
const at = (text: string) => Date.parse(`${text}Z`);
const hourly: Job = {
  name: 'hours',
  cadence: { every: 'hour', delayMs: 20 * minute },
  catchUp: 48,
  startsWith: 'newest',
  after: [],
  timeoutMs: minute,
  run: async () => 'done',
};
const daily: Job = { ...hourly, cadence: { every: 'day', delayMs: 30 * minute }, catchUp: 35 };
const doneAt = (record: JobRecord, period: string, time: string) =>
  withDone(record, { period, doneAt: `${time}Z`, attempts: 1, said: '' });
const due = (job: Job, record: JobRecord, now: string) =>
  backlogOf(job, record, at(now)).due.map(({ id }) => id);

describe('a period', () => {
  it('is due some time after its end, in UTC', () => {
    const newest = (job: Job, now: string) =>
      periodAt(job.cadence, newestDue(job.cadence, at(now))).id;
    expect(newest(hourly, '2018-11-15T22:19:59')).toBe('2018-11-15T20');
    expect(newest(hourly, '2018-11-15T22:20:00')).toBe('2018-11-15T21');
    expect(newest(daily, '2018-11-16T00:29:59')).toBe('2018-11-14');
    expect(newest(daily, '2018-11-16T00:30:00')).toBe('2018-11-15');
  });

  it('is known by its id, and nothing else is', () => {
    const { cadence } = hourly;
    const texts = ['2018-11-15T21', '2018-11-15', '2018-11-31T00', 'T21', '2018-11-15T24'];
    const known = texts.map((text) => indexOf(cadence, text));
    expect(known.map((index) => index !== null)).toEqual([true, false, false, false, false]);
    expect(periodAt(cadence, known[0] ?? 0).from).toBe(at('2018-11-15T21:00:00'));
    expect(indexOf(daily.cadence, '2018-11-15')).not.toBeNull();
  });
});

describe('what a job owes', () => {
  it('is the newest period when it was never here, or all it catches up', () => {
    expect(due(hourly, emptyRecord, '2018-11-15T22:30:00')).toEqual(['2018-11-15T21']);
    const all = due({ ...hourly, startsWith: 'catch-up' }, emptyRecord, '2018-11-15T22:30:00');
    expect([all.length, all[0], all.at(-1)]).toEqual([48, '2018-11-13T22', '2018-11-15T21']);
  });

  it('is what was missed, oldest first, and what is too old is counted', () => {
    const record = doneAt(
      { ...emptyRecord, since: '2018-11-10T00' },
      '2018-11-10T00',
      '2018-11-10T01:20:00',
    );
    const backlog = backlogOf(hourly, record, at('2018-11-13T00:20:00'));
    expect(backlog.due.map(({ id }) => id).slice(0, 2)).toEqual(['2018-11-11T00', '2018-11-11T01']);
    expect(backlog.due).toHaveLength(48);
    expect(backlog.leftOut).toEqual({ count: 23, from: '2018-11-10T01', to: '2018-11-10T23' });
    expect(backlog.since).toBe('2018-11-11T00');
  });

  it('is nothing anew when the clock goes back a little', () => {
    const record = doneAt(
      { ...emptyRecord, since: '2018-11-15T21' },
      '2018-11-15T21',
      '2018-11-15T22:20:05',
    );
    expect(due(hourly, record, '2018-11-15T22:10:00')).toEqual([]);
    expect(due(hourly, record, '2018-11-15T22:20:00')).toEqual([]);
  });

  it('is again what was done while the clock was a day ahead, once it is over', () => {
    const ahead = doneAt(
      { ...emptyRecord, since: '2018-11-15T21' },
      '2018-11-16T20',
      '2018-11-16T21:20:00',
    );
    expect(due(hourly, ahead, '2018-11-15T22:30:00')).toEqual(['2018-11-15T21']);
    expect(isDone(hourly.cadence, ahead, '2018-11-16T20', at('2018-11-15T22:30:00'))).toBe(false);
    expect(isDone(hourly.cadence, ahead, '2018-11-16T20', at('2018-11-16T21:20:00'))).toBe(true);
  });

  it('begins anew when its beginning lies years ahead', () => {
    const ahead = { ...emptyRecord, since: '2036-01-01T00' };
    expect(due(hourly, ahead, '2018-11-15T22:30:00')).toEqual(['2018-11-15T21']);
  });
});
