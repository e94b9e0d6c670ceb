import type { Clock } from '../../src/platform/host.js';
import type { FailureLog } from '../ports.js';
import { lastDue, type PlainJobType, type ScheduledJob } from './schedule.js';

/** Which times of which jobs were queued, by whichever server. */
export interface ScheduleLedger {
  /** The last period noted of a job; undefined when it was never heard of. */
  last(type: PlainJobType): Promise<string | undefined>;
  /** Notes a period for which nothing is queued. */
  pass(type: PlainJobType, period: string): Promise<void>;
  /**
   * Notes the period and queues the job, both or neither, and only once of all who try. Queues
   * nothing while one of the same type is still to be done.
   */
  queue(type: PlainJobType, period: string): Promise<void>;
}

/** What keeping a schedule takes. */
export interface KeepScheduleDeps {
  readonly ledger: ScheduleLedger;
  readonly schedule: readonly ScheduledJob[];
  readonly clock: Pick<Clock, 'now' | 'sleep'>;
  readonly failures: FailureLog;
}

/** How often the clock is looked at: nothing scheduled is later than that. */
const lookMs = 15_000;

/** Queues what is due until it is told to stop. Each server does so; the ledger lets one through. */
export async function keepSchedule(deps: KeepScheduleDeps, stop: AbortSignal): Promise<void> {
  const { clock, failures, schedule } = deps;
  while (!stop.aborted) {
    for (const job of schedule) {
      await queueWhenDue(deps, job).catch((error) => {
        failures.note('schedule-not-kept', error, { type: job.type });
      });
    }
    await clock.sleep(lookMs, stop).catch(() => {});
  }
}

async function queueWhenDue({ ledger, clock }: KeepScheduleDeps, job: ScheduledJob): Promise<void> {
  const due = lastDue(job, clock.now());
  const last = await ledger.last(job.type);
  if (last === undefined) await ledger.pass(job.type, due);
  // A clock that was put back, or is behind another server's, repeats nothing.
  else if (last < due) await ledger.queue(job.type, due);
}
