import { systemErrorCode } from '../../src/platform/errors.js';
import type { Clock } from '../../src/platform/host.js';
import { Overloaded } from '../failures/cause.js';
import { blamed } from '../failures/dependency.js';
import type { FailureLog } from '../ports.js';
import type { JobTally } from './job-tally.js';
import {
  type Jobs,
  type JobType,
  jobPolicies,
  jobSchemas,
  type Priority,
  pauseAfter,
  placesOf,
  priorities,
} from './jobs.js';
import { type JobQueue, jobLimitMs, type TakenJob } from './queue.js';

/** What a handler is told beside the payload. */
export interface JobContext {
  /** The same in every attempt, and of no other job. */
  readonly jobId: number;
  /** Aborted when the job has taken too long. */
  readonly signal: AbortSignal;
}

/** How each kind of job is done. Doing one twice must be as doing it once. */
export type JobHandlers = {
  readonly [T in JobType]: (payload: Jobs[T], context: JobContext) => Promise<void>;
};

/** Trying again would not help: the job is dead at once. */
export class Hopeless extends Error {
  override readonly name = 'Hopeless';
  /** Why, in a word for the list of dead jobs. */
  readonly code: string;

  constructor(code: string) {
    super(code);
    this.code = code;
  }
}

/** Told in the log and kept with the job: a limit of ours, and no defect. */
class TookTooLong extends Overloaded {
  readonly code = 'took-too-long';

  constructor() {
    super(`A job took longer than its limit of ${jobLimitMs / 1000} s.`);
  }
}

/** What working off needs. */
export interface WorkOffDeps {
  readonly queue: JobQueue;
  readonly handlers: JobHandlers;
  readonly tally: JobTally;
  readonly clock: Clock;
  readonly failures: FailureLog;
  /** A number in [0, 1). */
  readonly random: () => number;
}

/** How long an empty lane waits before it is looked at again. */
const idleMs = 500;
const illMs = 5000;

/** Works jobs off until it is told to stop; then those under way are finished. */
export async function workOff(deps: WorkOffDeps, stop: AbortSignal): Promise<void> {
  await Promise.all(
    (Object.keys(priorities) as Priority[]).map((lane) => workLane(deps, lane, stop)),
  );
}

async function workLane(deps: WorkOffDeps, priority: Priority, stop: AbortSignal): Promise<void> {
  const { clock, failures, queue, tally } = deps;
  const places = placesOf(priority);
  const inAll = [...places.values()].reduce((sum, count) => sum + count, 0);
  // With the type of each: a kind that is slow, or waits for somebody ill, fills its own places alone.
  const running = new Map<Promise<void>, string>();
  const pause = (ms: number) => clock.sleep(ms, stop).catch(() => {});
  // One at a time: whoever ends before it is over leaves it running.
  let rest: Promise<void> | undefined;
  const resting = () => {
    rest ??= pause(idleMs).finally(() => {
      rest = undefined;
    });
    return rest;
  };
  while (!stop.aborted) {
    try {
      const jobs = await queue.take(
        ...([priority, inAll - running.size, stop] as const),
        roomLeft(places, running.values()),
      );
      tally.beat();
      for (const job of jobs) {
        const work = runJob(deps, job).finally(() => running.delete(work));
        running.set(work, job.type);
      }
      if (running.size >= inAll) await Promise.race(running.keys());
      // What waits may be of a kind that has no place left, until one of them ends.
      else if (jobs.length === 0) await Promise.race([resting(), ...running.keys()]);
    } catch (error) {
      // It waited for a job when it was told to stop.
      if (stop.aborted) break;
      failures.note('jobs-not-read', error);
      await pause(illMs);
    }
  }
  await Promise.all(running.keys());
}

function roomLeft(
  places: ReadonlyMap<string, number>,
  running: Iterable<string>,
): ReadonlyMap<string, number> {
  const left = new Map(places);
  for (const type of running) left.set(type, (left.get(type) ?? 1) - 1);
  return left;
}

/** Does one job. Never rejects: what the queue cannot be told, it finds out when the lease ends. */
export async function runJob(
  deps: Omit<WorkOffDeps, 'queue'> & {
    readonly queue: Pick<JobQueue, 'done' | 'retry' | 'bury'>;
  },
  job: TakenJob,
): Promise<void> {
  const { clock, failures, queue, random, tally } = deps;
  try {
    const failure = await attempt(deps, job);
    if (failure === undefined) {
      await queue.done(job);
      tally.done(job.type);
      return;
    }
    const { id, type, attempts } = job;
    tally.failed(type);
    const isLast =
      failure instanceof Hopeless || !isKnown(type) || attempts >= jobPolicies[type].attempts;
    failures.note(isLast ? 'job-dead' : 'job-failed', failure, { id, type, attempts });
    if (isLast) await queue.bury(job, reasonOf(failure));
    else
      await queue.retry(job, clock.now() + pauseAfter(type, attempts, random()), reasonOf(failure));
  } catch (error) {
    failures.note('job-not-noted', error, { id: job.id, type: job.type });
  }
}

/** What went wrong; undefined when it is done. */
async function attempt(
  deps: Pick<WorkOffDeps, 'clock' | 'handlers'>,
  job: TakenJob,
): Promise<unknown> {
  const { type } = job;
  if (!isKnown(type)) return blamed(new Hopeless('unknown-type'), 'queue');
  // One more than was allowed: its process died with it every time.
  if (job.attempts > jobPolicies[type].attempts) return new Hopeless('ended-its-process');
  const over = new AbortController();
  const ended = new AbortController();
  const late = deps.clock.sleep(jobLimitMs, ended.signal).then(
    () => {
      const error = new TookTooLong();
      over.abort(error);
      throw error;
    },
    () => {},
  );
  try {
    const payload = jobSchemas[type].parse(JSON.parse(job.payload));
    const handle = deps.handlers[type] as (payload: unknown, context: JobContext) => Promise<void>;
    await Promise.race([handle(payload, { jobId: job.id, signal: over.signal }), late]);
    return undefined;
  } catch (error) {
    // What it was in the middle of fails because it is ended.
    return over.signal.aborted ? over.signal.reason : error;
  } finally {
    ended.abort();
  }
}

function isKnown(type: string): type is JobType {
  return Object.hasOwn(jobSchemas, type);
}

/** A word for the list of dead jobs: messages may hold what somebody sent. */
function reasonOf(error: unknown): string {
  const kind = error instanceof Error ? error.name : typeof error;
  return (systemErrorCode(error) ?? kind).slice(0, 64);
}
