import { CatopsError, messageOf } from '../platform/errors.js';
import { backoffMs } from '../platform/retry.js';
import { bounded } from '../platform/vendor-failure.js';
import { longestBackoffMs } from './choose.js';
import type { Job, Period } from './job.js';
import { type JobRecord, type RunError, withDone, withFailing } from './record.js';
import type { ScheduleRun } from './run.js';

const backoff = { baseMs: 60_000, capMs: longestBackoffMs };

/** How a run ended, with the record as it is then; `record` is null when nothing is to be written. */
export type RunEnd =
  | { readonly kind: 'done'; readonly record: JobRecord }
  | { readonly kind: 'failed'; readonly record: JobRecord; readonly error: RunError }
  | { readonly kind: 'cut-off' };

/** Runs one period of a job whose claim is held. Never throws for what the job does. */
export async function runPeriod(
  { deps: { clock, fraction }, signal, onEvent }: ScheduleRun,
  job: Job,
  record: JobRecord,
  period: Period,
): Promise<RunEnd> {
  const earlier = record.failing.find((each) => each.period === period.id);
  const attempts = (earlier?.attempts ?? 0) + 1;
  const about = { job: job.name, period: period.id };
  const began = clock.monotonic();
  onEvent({ kind: 'started', ...about });
  const limited = bounded(signal, job.timeoutMs);
  try {
    const said = await job.run(period, limited);
    const tookMs = Math.round(clock.monotonic() - began);
    onEvent({ kind: 'done', ...about, attempts, tookMs, said });
    const doneAt = new Date(clock.now()).toISOString();
    const done = { period: period.id, doneAt, attempts, said };
    return { kind: 'done', record: withDone(record, done) };
  } catch (thrown) {
    if (signal.aborted) {
      onEvent({ kind: 'cut-off', ...about });
      return { kind: 'cut-off' };
    }
    const error = limited.aborted ? tooLong(job) : errorOf(thrown);
    const now = clock.now();
    const failedAt = new Date(now).toISOString();
    const nextAt = new Date(now + backoffMs(backoff, attempts, fraction())).toISOString();
    const again = record.failing.some((each) => each.error.message === error.message);
    onEvent({ kind: 'failed', ...about, attempts, error, nextAt, again });
    const failing = { period: period.id, attempts, failedAt, nextAt, error };
    return { kind: 'failed', record: withFailing(record, failing), error };
  }
}

/** Anything thrown, as the record and the terminal say it. */
export function errorOf(thrown: unknown): RunError {
  if (!(thrown instanceof CatopsError)) {
    return { code: 'internal', message: messageOf(thrown), hint: null };
  }
  return { code: thrown.code, message: thrown.message, hint: thrown.hint ?? null };
}

function tooLong({ timeoutMs }: Job): RunError {
  const minutes = Math.round(timeoutMs / 60_000);
  const message = `It did not end within ${minutes} min.`;
  return { code: 'job-too-long', message, hint: null };
}
