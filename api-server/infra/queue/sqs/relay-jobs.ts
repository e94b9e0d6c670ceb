import type { Clock } from '../../../../src/platform/host.js';
import { blamed } from '../../../failures/dependency.js';
import { type Priority, priorities } from '../../../jobs/jobs.js';
import type { JobQueue, TakenJob } from '../../../jobs/queue.js';
import type { FailureLog } from '../../../ports.js';
import type { SendJobs, Sent } from './send-jobs.js';

interface RelayDeps {
  /** The jobs of the database: each was queued in the transaction of what it follows from. */
  readonly outbox: Pick<JobQueue, 'take' | 'done' | 'retry' | 'bury'>;
  readonly send: SendJobs;
  readonly clock: Clock;
  readonly failures: FailureLog;
}

/** What one call of SQS takes. */
const batch = 10;
const idleMs = 500;
const illMs = 5000;

/**
 * Moves jobs from the database to SQS until it is told to stop. A job leaves the database when SQS
 * has it, so one whose relay was killed in between is sent twice, as the same job.
 */
export async function relayJobs(deps: RelayDeps, stop: AbortSignal): Promise<void> {
  await Promise.all((Object.keys(priorities) as Priority[]).map((lane) => relay(deps, lane, stop)));
}

async function relay(deps: RelayDeps, lane: Priority, stop: AbortSignal): Promise<void> {
  const { clock, failures, outbox } = deps;
  const pause = (ms: number) => clock.sleep(ms, stop).catch(() => {});
  while (!stop.aborted) {
    try {
      const jobs = await outbox.take(lane, batch, stop);
      if (jobs.length === 0) await pause(idleMs);
      else if ((await move(deps, lane, jobs)) === 'ill') await pause(illMs);
    } catch (error) {
      failures.note('jobs-not-relayed', error);
      await pause(illMs);
    }
  }
}

async function move(
  { clock, failures, outbox, send }: RelayDeps,
  lane: Priority,
  jobs: readonly TakenJob[],
): Promise<'well' | 'ill'> {
  // Its answer is worth the wait, also for who is told to stop: without it they are sent again.
  const answers = await send(lane, jobs, new AbortController().signal).catch((error: unknown) => {
    failures.note('jobs-not-relayed', error);
    return jobs.map((): Sent => ({ kind: 'failed', code: 'not-reached' }));
  });
  for (const [at, job] of jobs.entries()) {
    const answer = answers[at];
    if (answer?.kind === 'sent') await outbox.done(job);
    else if (answer?.kind === 'refused') {
      const { id, type, attempts } = job;
      const error = blamed(Object.assign(new Error('SQS refused it.'), answer), 'queue');
      failures.note('job-dead', error, { id, type, attempts });
      await outbox.bury(job, answer.code.slice(0, 64));
    } else await outbox.retry(job, clock.now() + illMs, answer?.code.slice(0, 64) ?? 'unknown');
  }
  return answers.some(({ kind }) => kind === 'failed') ? 'ill' : 'well';
}
