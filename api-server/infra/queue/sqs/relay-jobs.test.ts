import { expect, it } from 'vitest';
import { createVirtualClock } from '../../../../src/testing/virtual-clock.js';
import type { JobQueue, TakenJob } from '../../../jobs/queue.js';
import { notedFailures } from '../../../testing/noted-failures.js';
import { relayJobs } from './relay-jobs.js';
import type { SendJobs, Sent } from './send-jobs.js';

interface Row {
  readonly job: TakenJob;
  dueAt: number;
  dead: string | null;
}

/** So many jobs in the database, relayed by `send` until `until` says that it is enough. */
async function relay(
  count: number,
  send: (jobs: readonly number[], call: number) => readonly Sent[],
  until: (rows: readonly Row[], calls: readonly (readonly number[])[]) => boolean,
  faults: { doneFails?: number } = {},
) {
  const clock = createVirtualClock();
  const stop = new AbortController();
  const noted: string[] = [];
  const failures = notedFailures((event) => noted.push(event));
  const calls: number[][] = [];
  let doneFails = faults.doneFails ?? 0;
  let rows = Array.from({ length: count }, (_, n): Row => {
    const job = { id: n + 1, type: 'mail.welcome', payload: '{}', accountId: null };
    return { job: { ...job, attempts: 1, lease: '' }, dueAt: 0, dead: null };
  });
  const rowOf = ({ id }: TakenJob) => rows.find((row) => row.job.id === id) as Row;
  const outbox: Pick<JobQueue, 'take' | 'done' | 'retry' | 'bury'> = {
    async take(lane, atMost) {
      if (until(rows, calls)) stop.abort();
      const due = rows.filter(({ dueAt, dead }) => dead === null && dueAt <= clock.now());
      const taken = lane === 'urgent' ? due.slice(0, atMost) : [];
      for (const row of taken) row.dueAt = clock.now() + 60_000;
      return taken.map(({ job }) => job);
    },
    async done(job) {
      doneFails -= 1;
      if (doneFails >= 0) throw new Error('the database has gone');
      rows = rows.filter((row) => row !== rowOf(job));
    },
    async retry(job, at) {
      rowOf(job).dueAt = at;
    },
    async bury(job, code) {
      rowOf(job).dead = code;
    },
  };
  const sendJobs: SendJobs = async (_, jobs) => {
    calls.push(jobs.map(({ id }) => id));
    return send(calls.at(-1) ?? [], calls.length);
  };
  await relayJobs({ outbox, send: sendJobs, clock, failures }, stop.signal);
  return { calls, rows, noted };
}

const allSent = (ids: readonly number[]) => ids.map((): Sent => ({ kind: 'sent' }));

it('moves all there are, ten with each call, and forgets them', async () => {
  const { calls, noted } = await relay(23, allSent, (rows) => rows.length === 0);
  expect(calls.map((ids) => ids.length)).toEqual([10, 10, 3]);
  expect(new Set(calls.flat()).size).toBe(23);
  expect(noted).toEqual([]);
});

it('keeps them while SQS is not reached, and says so', async () => {
  const down = () => {
    throw new Error('down');
  };
  const { calls, noted } = await relay(
    3,
    (ids, call) => (call <= 4 ? down() : allSent(ids)),
    (rows) => rows.length === 0,
  );
  expect(calls).toEqual(Array.from({ length: 5 }, () => [1, 2, 3]));
  expect(noted).toEqual(Array.from({ length: 4 }, () => 'jobs-not-relayed'));
});

it('sends those of a batch again that were not taken, and gives up what never will be', async () => {
  const answers: readonly Sent[] = [
    { kind: 'sent' },
    { kind: 'failed', code: 'InternalError' },
    { kind: 'refused', code: 'InvalidMessageContents' },
  ];
  const { calls, rows, noted } = await relay(
    3,
    (ids, call) => (call === 1 ? answers : allSent(ids)),
    (rows) => rows.every(({ dead }) => dead !== null),
  );
  expect(calls).toEqual([[1, 2, 3], [2]]);
  expect(rows).toMatchObject([{ job: { id: 3 }, dead: 'InvalidMessageContents' }]);
  expect(noted).toEqual(['job-dead']);
});

it('sends the same job once more where it was sent and could not be forgotten', async () => {
  const { calls } = await relay(1, allSent, (rows) => rows.length === 0, { doneFails: 1 });
  expect(calls).toEqual([[1], [1]]);
});
