import { describe, expect, it } from 'vitest';
import type { Delivery } from '../../announcements/ports.js';
import type { MailMessage } from '../../platform/compose-mail.js';
import { CatopsError } from '../../platform/errors.js';
import { utc } from '../../platform/zone.js';
import { periodAt } from '../../schedule/periods.js';
import { memoryDelivery } from '../../testing/memory-delivery.js';
import type { DayOutcome, RollUpOutcome, RollUpRequest } from '../roll-up.js';
import { sampleReport } from '../testing/sample-report.js';
import type { Channels } from './daily-channels.js';
import { type RollupJobsDeps, rollupJobs } from './rollup-jobs.js';

const hourMs = 3_600_000;
const quiet = new AbortController().signal;
const at = (text: string) => Date.parse(`${text}:00:00Z`);
const rolled: DayOutcome = {
  dt: '2018-11-15',
  hours: [
    { hour: '20', state: 'unchanged' },
    { hour: '21', state: 'rolled-up' },
    { hour: '22', state: 'rolled-up' },
  ],
  dayTables: 'not-yet',
  ...{ files: 2, fileBytes: 100, rows: 12_345, rejectedRows: 1, misfiledRows: 0 },
  ...{ rejectedExample: null, skippedFiles: [], scannedBytes: null, approxUsd: null },
  missingInstances: [],
};

function jobsWith(given: Partial<RollupJobsDeps> & { readonly outcome?: RollUpOutcome } = {}) {
  const requests: Pick<RollUpRequest, 'days' | 'lateMs'>[] = [];
  const asked: string[] = [];
  const journal = new Map<string, Delivery>();
  const deps: RollupJobsDeps = {
    rollUp: async (request) => {
      requests.push(request);
      return given.outcome ?? { days: [rolled], watermark: null, failure: null };
    },
    report: async (from, to) => {
      asked.push(`${from} to ${to}`);
      return sampleReport();
    },
    channels: { note: null, mail: null, weekMail: null },
    delivery: memoryDelivery(journal),
    service: 'Cat API (live)',
    zone: utc,
    lateMs: 48 * hourMs,
    dailyDelayMs: 30 * 60_000,
    ...given,
  };
  const jobs = rollupJobs(deps);
  const run = (name: string, start: string) => {
    const job = jobs.find((each) => each.name === name);
    if (!job) throw new Error(`there is no job ${name}`);
    const length = job.cadence.every === 'hour' ? hourMs : 24 * hourMs;
    return job.run(periodAt(job.cadence, at(start) / length), quiet);
  };
  return { jobs, run, requests, journal, asked };
}

/** Channels that keep what they get. */
function keepingChannels() {
  const notes: { marker: string; markup: string }[] = [];
  const mails: MailMessage[] = [];
  const nothing = async () => ({ kind: 'done', value: null }) as const;
  const remote = { kind: 'done', value: { id: 'm1', url: null } } as const;
  const keep =
    <T>(kept: T[]) =>
    async (one: T) => {
      kept.push(one);
      return remote;
    };
  const people = {
    mailer: { name: 'outbox', find: nothing, send: keep(mails) },
    from: { name: '', address: 'catops@example.com' },
    to: [{ name: '', address: 'ada@example.com' }],
  };
  const channels: Channels = {
    note: { name: 'slack', find: nothing, post: keep(notes) },
    mail: people,
    weekMail: { ...people, to: [{ name: '', address: 'boss@example.com' }] },
  };
  return { channels, notes, mails };
}

describe('the jobs of rollups', () => {
  it('are hours and days, and a channel only where one is set up', () => {
    expect(jobsWith().jobs.map(({ name }) => name)).toEqual(['rollup-hours', 'rollup-days']);
    const told = jobsWith({ channels: keepingChannels().channels }).jobs.slice(2);
    expect(told.map(({ name, after, startsWith }) => [name, after, startsWith])).toEqual([
      ['rollup-note', ['rollup-days'], 'newest'],
      ['rollup-mail', ['rollup-days'], 'newest'],
      ['rollup-week', ['rollup-days'], 'newest'],
    ]);
  });

  it('take the late lines of the hours before with each hour', async () => {
    const { run, requests } = jobsWith();
    expect(await run('rollup-hours', '2018-11-15T21')).toBe(
      '2 hours, 12,345 rows, 1 line that are no records',
    );
    expect(requests).toEqual([
      { days: ['2018-11-13', '2018-11-14', '2018-11-15'], lateMs: 48 * hourMs },
    ]);
  });

  it('roll up a day that was missed for weeks, though all of it is late', async () => {
    const { run, requests } = jobsWith();
    await run('rollup-days', '2018-11-15T00');
    expect(requests[0]?.days).toEqual(['2018-11-15']);
    expect(requests[0]?.lateMs).toBeGreaterThan(35 * 24 * hourMs);
  });

  it('fail when the work ended before its end', async () => {
    const failure = new CatopsError('query-failed', 'The engine could not.');
    const { run } = jobsWith({ outcome: { days: [], watermark: null, failure } });
    await expect(run('rollup-days', '2018-11-15T00')).rejects.toBe(failure);
  });

  it('tell a day once to each channel, though they run twice', async () => {
    const { channels, notes, mails } = keepingChannels();
    const { run, journal } = jobsWith({ channels });
    const said = await run('rollup-note', '2018-11-15T00');
    const again = await run('rollup-note', '2018-11-15T00');
    await run('rollup-mail', '2018-11-15T00');
    await run('rollup-mail', '2018-11-15T00');
    expect([said, again]).toEqual(['note to slack', 'note to slack (it was there already)']);
    expect(notes.map(({ marker }) => marker)).toEqual(['catops:rollup:cat-api-live:2018-11-15']);
    expect(mails.map(({ key, at: date }) => [key, new Date(date).toISOString()])).toEqual([
      ['2018-11-15-rollup-cat-api-live', '2018-11-16T00:30:00.000Z'],
    ]);
    expect([...journal.keys()]).toEqual([
      '2018-11-15-note-cat-api-live',
      '2018-11-15-rollup-cat-api-live',
    ]);
  });

  it('mail a week after its Sunday, once and to its own people', async () => {
    const { channels, mails } = keepingChannels();
    const { run, asked } = jobsWith({ channels });
    expect(await run('rollup-week', '2018-11-17T00')).toBe('the week is not over');
    expect(await run('rollup-week', '2018-11-18T00')).toBe('mail by outbox');
    expect(await run('rollup-week', '2018-11-18T00')).toBe('mail by outbox (it was there already)');
    expect(asked[0]).toBe('2018-11-12 to 2018-11-18');
    expect(mails.map(({ key, to }) => [key, to[0]?.address])).toEqual([
      ['2018-11-18-week-cat-api-live', 'boss@example.com'],
    ]);
  });
});
