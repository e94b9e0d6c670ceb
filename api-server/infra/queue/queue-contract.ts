import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Priority } from '../../jobs/jobs.js';
import { type JobQueue, leaseMs } from '../../jobs/queue.js';

/** A queue that is held against the contract, and what the tests do to it. */
export interface QueueSubject {
  /** Several on the same jobs: as several processes have it. */
  open(): JobQueue;
  /** Puts a welcome mail for each account into the urgent lane. */
  add(...accounts: string[]): Promise<void>;
  now(): number;
  pass(ms: number): void;
  close(): Promise<void>;
}

const quiet = new AbortController().signal;

/** What every queue of jobs must do. */
export function queueContract(start: () => Promise<QueueSubject>): void {
  let subject: QueueSubject;
  beforeEach(async () => {
    subject = await start();
  });
  afterEach(() => subject.close());

  const accountOf = ({ payload }: { readonly payload: string }) =>
    (JSON.parse(payload) as { accountId: string }).accountId;
  const takeOne = async (queue: JobQueue) => {
    const [job] = await queue.take('urgent', 1, quiet);
    if (!job) throw new Error('no job');
    return job;
  };
  const none = async (queue: JobQueue, lane: Priority = 'urgent') =>
    expect(await queue.take(lane, 5, quiet)).toEqual([]);

  it('gives what is in a lane, no more at once than asked for, and nothing of the other lane', async () => {
    await subject.add('one', 'two', 'three');
    const queue = subject.open();
    await none(queue, 'usual');
    const first = await queue.take('urgent', 2, quiet);
    expect(first.length).toBe(2);
    const second = await queue.take('urgent', 2, quiet);
    const all = [...first, ...second];
    expect(all.map(accountOf).sort()).toEqual(['one', 'three', 'two']);
    expect(all.map(({ type, attempts }) => `${type} ${attempts}`)).toEqual(
      Array.from({ length: 3 }, () => 'mail.welcome 1'),
    );
    expect(new Set(all.map(({ id }) => id)).size).toBe(3);
    await none(queue);
  });

  it('gives no more of a type than there is room for, and the others later, as untried as they are', async () => {
    await subject.add('one', 'two', 'three');
    const queue = subject.open();
    const room = (left: number) => new Map([['mail.welcome', left]]);
    const first = await queue.take('urgent', 5, quiet, room(1));
    expect(first.length).toBe(1);
    expect(await queue.take('urgent', 5, quiet, room(0))).toEqual([]);
    subject.pass(20_000);
    const second = await queue.take('urgent', 5, quiet, room(2));
    expect([...first, ...second].map(accountOf).sort()).toEqual(['one', 'three', 'two']);
    expect(second.map(({ attempts }) => attempts)).toEqual([1, 1]);
  });

  it('gives no job to two that take at once', async () => {
    await subject.add(...Array.from({ length: 24 }, (_, n) => `a${n}`));
    const taken = await Promise.all(
      Array.from({ length: 3 }, async () => {
        const queue = subject.open();
        const ids: number[] = [];
        for (;;) {
          const jobs = await queue.take('urgent', 5, quiet);
          if (jobs.length === 0) return ids;
          ids.push(...jobs.map(({ id }) => id));
        }
      }),
    );
    expect(taken.flat().sort((a, b) => a - b)).toEqual(Array.from({ length: 24 }, (_, n) => n + 1));
  });

  it('gives a job again when its lease has ended, and no longer listens to who had it', async () => {
    await subject.add('one');
    const [slow, quick] = [subject.open(), subject.open()];
    const first = await takeOne(slow);
    subject.pass(leaseMs - 1000);
    await none(quick);
    subject.pass(1000);
    const second = await takeOne(quick);
    expect([first.attempts, second.attempts, second.id]).toEqual([1, 2, first.id]);
    await slow.done(first);
    await slow.retry(first, subject.now(), 'late');
    await slow.bury(first, 'late');
    const { lanes } = await quick.depth();
    expect(lanes.urgent).toMatchObject({ waiting: 0, dead: 0 });
    subject.pass(leaseMs);
    expect((await takeOne(quick)).id).toBe(first.id);
  });

  it('forgets what is done', async () => {
    await subject.add('one');
    const queue = subject.open();
    await queue.done(await takeOne(queue));
    subject.pass(1e9);
    await none(queue);
    expect((await queue.depth()).lanes.urgent).toEqual({ waiting: 0, dueSince: null, dead: 0 });
  });

  it('tries again at the time that was said, be it in hours, and leaves the dead where they are', async () => {
    await subject.add('one');
    const queue = subject.open();
    for (const pauseMs of [5000, 27_000_000]) {
      await queue.retry(await takeOne(queue), subject.now() + pauseMs, 'ECONNREFUSED');
      subject.pass(pauseMs - 1000);
      await none(queue);
      subject.pass(1000);
    }
    const last = await takeOne(queue);
    expect(last.attempts).toBe(3);
    await queue.bury(last, 'ECONNREFUSED');
    subject.pass(1e9);
    await none(queue);
    expect((await queue.depth()).lanes.urgent).toMatchObject({ waiting: 0, dead: 1 });
  });

  it('counts what is due and what is given up, and not what somebody has', async () => {
    await subject.add('one', 'two', 'three', 'four');
    const queue = subject.open();
    await queue.bury(await takeOne(queue), 'late');
    await queue.retry(await takeOne(queue), subject.now() + 5000, 'late');
    await takeOne(queue);
    const { lanes } = await queue.depth();
    expect(lanes.urgent).toMatchObject({ waiting: 1, dead: 1 });
    expect(lanes.usual).toEqual({ waiting: 0, dueSince: null, dead: 0 });
  });

  it('gives nothing more when it is told to stop', async () => {
    const stop = new AbortController();
    const taking = subject.open().take('urgent', 1, stop.signal);
    stop.abort(new Error('stop'));
    const ended = await taking.catch((error: Error) => error.message);
    expect(['stop', []]).toContainEqual(ended);
  });
}
