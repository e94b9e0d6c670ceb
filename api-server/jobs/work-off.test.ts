import { expect, it } from 'vitest';
import { createVirtualClock } from '../../src/testing/virtual-clock.js';
import { Failures } from '../failures/failures.js';
import { createBoundedPool } from '../infra/pictures/bounded-pool.js';
import { JobTally } from './job-tally.js';
import type { JobQueue, TakenJob } from './queue.js';
import { type JobHandlers, workOff } from './work-off.js';

/** Jobs that are given once each, in their order, as far as there is room for their type. */
function queueOf(jobs: readonly TakenJob[]) {
  const waiting = [...jobs];
  const ended: string[] = [];
  const queue = {
    async take(_lane: string, atMost: number, _stop: AbortSignal, roomOf: Map<string, number>) {
      const room = new Map(roomOf);
      const given = waiting.filter(({ type }) => {
        room.set(type, (room.get(type) ?? 0) - 1);
        return (room.get(type) ?? 0) >= 0;
      });
      for (const job of given.slice(0, atMost)) waiting.splice(waiting.indexOf(job), 1);
      return given.slice(0, atMost);
    },
    done: async ({ id }: TakenJob) => void ended.push(`${id} done`),
    retry: async ({ id }: TakenJob, _at: number, failure: string) =>
      void ended.push(`${id} ${failure}`),
  } as unknown as JobQueue;
  return { queue, ended };
}

it('lets the largest animations all end within their time, however many come at once', async () => {
  const clock = createVirtualClock();
  const stop = new AbortController();
  const jobs = Array.from({ length: 8 }, (_, at) => ({
    ...{ id: at + 1, type: 'image.resize', payload: `{"imageId":"gif${at}"}` },
    ...{ attempts: 1, accountId: null, lease: `${at}` },
  }));
  const { queue, ended } = queueOf(jobs);
  // As it is: one animation at a time. So long it takes where others want the core as well.
  const inTurn = createBoundedPool(1);
  const handlers = {
    'image.resize': () => inTurn(() => clock.sleep(20_000)),
  } as unknown as JobHandlers;
  const log = { error: () => {}, info: () => {} };
  const failures = new Failures({ log, clock, release: '0.0.0' });
  const deps = { queue, handlers, clock, failures, tally: new JobTally(clock.now) };
  const working = workOff({ ...deps, random: () => 0.5 }, stop.signal);
  while (ended.length < jobs.length) await clock.sleep(1000);
  stop.abort();
  await working;
  expect(ended).toEqual(jobs.map(({ id }) => `${id} done`));
});
