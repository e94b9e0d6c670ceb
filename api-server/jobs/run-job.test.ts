import { expect, it } from 'vitest';
import { createVirtualClock } from '../../src/testing/virtual-clock.js';
import { blaming } from '../failures/dependency.js';
import { Failures } from '../failures/failures.js';
import { JobTally } from './job-tally.js';
import { jobLimitMs } from './queue.js';
import { type JobHandlers, runJob } from './work-off.js';

/** Does one job by that handler, on a clock that moves on by itself; what was logged and kept of it. */
async function run(handler: JobHandlers['mail.welcome']) {
  const clock = createVirtualClock();
  const began = clock.now();
  const lines: object[] = [];
  const kept: unknown[] = [];
  const log = { error: (_event: string, fields: object) => void lines.push(fields), info() {} };
  await runJob(
    {
      queue: {
        done: async () => void kept.push('done'),
        retry: async (_job, _at, failure) => void kept.push(failure, clock.now() - began),
        bury: async () => void kept.push('buried'),
      },
      handlers: { 'mail.welcome': handler } as JobHandlers,
      tally: new JobTally(clock.now),
      ...{ clock, failures: new Failures({ log, clock, release: '0.0.0' }), random: () => 0.5 },
    },
    {
      ...{ id: 17, type: 'mail.welcome', payload: '{"accountId":"one"}', attempts: 1 },
      ...{ accountId: 'one', lease: 'p.1' },
    },
  );
  return { lines, kept };
}

it.each<[string, (signal: AbortSignal) => Promise<void>]>([
  ['that never ends', () => new Promise(() => {})],
  [
    'whose dependency fails because it is ended',
    (signal) =>
      blaming(
        'mail',
        () => new Promise((_, no) => signal.addEventListener('abort', () => no(new Error('cut')))),
      ),
  ],
])('says of a job %s that it took longer than its limit, and blames nobody', async (_, work) => {
  const { lines, kept } = await run((_payload, { signal }) => work(signal));
  expect(kept).toEqual(['took-too-long', jobLimitMs]);
  expect(lines).toMatchObject([
    {
      ...{ cause: 'overload', dependency: undefined, code: 'took-too-long' },
      says: 'Overload: A job took longer than its limit of 45 s.',
    },
  ]);
});
