import { type Backlog, isDone } from './backlog.js';
import type { Job, Period } from './job.js';
import { newestDue, periodAt } from './periods.js';
import type { JobRecord } from './record.js';

/** What a job does next: run a period, or nothing before `at` (milliseconds since the epoch). */
export type Choice =
  | { readonly kind: 'run'; readonly period: Period }
  | { readonly kind: 'wait'; readonly at: number }
  /** Only with `once`: what is left failed or waits for what failed. */
  | { readonly kind: 'ended' };

/** What decides beside the job's own record. */
export interface Circumstances {
  readonly now: number;
  /** The jobs that come before this one. */
  readonly before: readonly { readonly job: Job; readonly record: JobRecord }[];
  /** With `once`: the periods that were tried already. Each is tried one time, whenever it is due. */
  readonly tried: ReadonlySet<string> | null;
}

/** How long a job that waits for another one looks again. */
export const lookAgainMs = 1000;

/** Longest time between two attempts; what claims to be later was written while the clock was ahead. */
export const longestBackoffMs = 3_600_000;

/** The oldest period that can be run now. */
export function choose(
  job: Job,
  record: JobRecord,
  { due }: Pick<Backlog, 'due'>,
  { now, before, tried }: Circumstances,
): Choice {
  const isFree = ({ id }: Period) =>
    before.every((other) => isDone(other.job.cadence, other.record, id, now));
  const retryAt = retryTimes(record, now);
  const ready = tried
    ? due.filter(({ id }) => !tried.has(id))
    : due.filter(({ id }) => (retryAt.get(id) ?? now) <= now);
  const period = ready.find(isFree);
  if (period) return { kind: 'run', period };
  if (tried) return { kind: 'ended' };
  const next = periodAt(job.cadence, newestDue(job.cadence, now) + 1).dueAt;
  const blocked = ready.length > 0 ? now + lookAgainMs : next;
  return { kind: 'wait', at: Math.min(next, blocked, ...retryAt.values()) };
}

/** When what failed is tried again, for what must wait for it. */
function retryTimes({ failing }: JobRecord, now: number): ReadonlyMap<string, number> {
  const times = failing.map(({ period, nextAt }) => [period, Date.parse(nextAt)] as const);
  return new Map(times.filter(([, at]) => at > now && at <= now + longestBackoffMs));
}
