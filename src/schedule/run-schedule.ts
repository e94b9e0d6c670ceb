import { CatopsError } from '../platform/errors.js';
import { backlogOf } from './backlog.js';
import { type Choice, choose, lookAgainMs } from './choose.js';
import type { Job } from './job.js';
import type { Claim } from './ledger.js';
import { type JobRecord, withSince } from './record.js';
import { earlierThan, type ScheduleDeps, type ScheduleOptions, type ScheduleRun } from './run.js';
import { errorOf, runPeriod } from './run-period.js';

// Short, so that a clock that was set, and a scheduler that died, are noticed.
const longestSleepMs = 30_000;

/**
 * Runs each job once for each of its periods, oldest first, however many schedulers there are. Jobs go
 * on side by side; what fails is tried again later. Throws only for a record that is no use to this
 * program, and with `once` for one that cannot be written.
 */
export async function runSchedule(
  deps: ScheduleDeps,
  jobs: readonly Job[],
  options: ScheduleOptions,
): Promise<void> {
  const stop = new AbortController();
  const pass = () => stop.abort(options.signal.reason);
  if (options.signal.aborted) pass();
  options.signal.addEventListener('abort', pass, { once: true, signal: stop.signal });
  const run: ScheduleRun = { ...options, signal: stop.signal, deps, jobs };
  const lanes = new Map<string, Promise<void>>();
  const laneOf = (job: Job): Promise<void> => {
    const lane = lanes.get(job.name) ?? begin(job);
    lanes.set(job.name, lane);
    return lane;
  };
  const begin = async (job: Job): Promise<void> => {
    try {
      if (run.once) await Promise.all(earlierThan(run, job).map(laneOf));
      await workOn(run, job);
    } catch (error) {
      stop.abort(error);
      throw error;
    }
  };
  const ends = await Promise.allSettled(jobs.map(laneOf));
  options.signal.removeEventListener('abort', pass);
  const broken = ends.find((end) => end.status === 'rejected');
  if (broken) throw broken.reason;
}

interface Lane {
  readonly job: Job;
  /** With `once`: what was tried. */
  readonly tried: Set<string> | null;
  /** Whose claim is waited for. */
  holder: string | null;
  storeFailed: boolean;
}

async function workOn(run: ScheduleRun, job: Job): Promise<void> {
  const { clock } = run.deps;
  const lane: Lane = {
    job,
    tried: run.once ? new Set() : null,
    holder: null,
    storeFailed: false,
  };
  while (!run.signal.aborted) {
    const waitMs = await stepOrPutOff(run, lane);
    if (waitMs === null) return;
    if (waitMs > 0) {
      await clock.sleep(Math.min(waitMs, longestSleepMs), run.signal).catch(() => undefined);
    }
  }
}

/** A disk that is full for a while ends no scheduler. */
async function stepOrPutOff(run: ScheduleRun, lane: Lane): Promise<number | null> {
  try {
    const waitMs = await step(run, lane);
    lane.storeFailed = false;
    return waitMs;
  } catch (error) {
    const passes = error instanceof CatopsError && error.code === 'local-store-unwritable';
    if (!passes || run.once) throw error;
    const { name } = lane.job;
    if (!lane.storeFailed) run.onEvent({ kind: 'store-failed', job: name, error: errorOf(error) });
    lane.storeFailed = true;
    return longestSleepMs;
  }
}

/** At most one period. Answers how long to wait before the next step; null: this lane is done. */
async function step(run: ScheduleRun, lane: Lane): Promise<number | null> {
  const { deps } = run;
  const before = await look(run, lane);
  if (before.choice.kind === 'ended') return null;
  if (before.choice.kind === 'wait') return before.choice.at - deps.clock.now();
  const claim = await deps.ledger.claim(lane.job.name);
  if ('busy' in claim) {
    if (run.once && lane.holder !== claim.busy)
      run.onEvent({ kind: 'waiting', job: lane.job.name, holder: claim.busy });
    lane.holder = claim.busy;
    // Never all at the same moment: those who ask together could refuse each other for ever.
    return lookAgainMs * (0.5 + deps.fraction() / 2);
  }
  lane.holder = null;
  await runUnder(claim, run, lane);
  return 0;
}

async function runUnder(claim: Claim, run: ScheduleRun, lane: Lane): Promise<void> {
  const { job, tried } = lane;
  const { ledger } = run.deps;
  try {
    // Somebody else may have done it in between.
    const { record, choice } = await look(run, lane);
    const { since, leftOut } = backlogOf(job, record, run.deps.clock.now());
    const owed = withSince(record, since);
    if (since !== record.since) await ledger.write(job.name, owed);
    if (leftOut) run.onEvent({ kind: 'left-out', job: job.name, ...leftOut });
    if (choice.kind !== 'run') return;
    const end = await runPeriod(run, job, owed, choice.period);
    tried?.add(choice.period.id);
    if (end.kind !== 'cut-off') await ledger.write(job.name, end.record);
  } finally {
    await claim.release();
  }
}

async function look(
  run: ScheduleRun,
  { job, tried }: Lane,
): Promise<{ readonly record: JobRecord; readonly choice: Choice }> {
  const { clock, ledger } = run.deps;
  const record = await ledger.read(job.name);
  const before = await Promise.all(
    earlierThan(run, job).map(async (other) => ({
      job: other,
      record: await ledger.read(other.name),
    })),
  );
  const now = clock.now();
  const choice = choose(job, record, backlogOf(job, record, now), { now, before, tried });
  return { record, choice };
}
