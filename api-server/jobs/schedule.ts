import type { Jobs, JobType } from './jobs.js';

/** Jobs that need to be told nothing. */
export type PlainJobType = {
  [T in JobType]: Record<string, never> extends Jobs[T] ? T : never;
}[JobType];

/** A job that is done again and again. */
export interface ScheduledJob {
  readonly type: PlainJobType;
  /** Length of a period, milliseconds. Periods are counted from the epoch: all servers have the same. */
  readonly everyMs: number;
  /** How far into its period it is due, milliseconds: of a day, the time of day in UTC. */
  readonly atMs: number;
}

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

/**
 * What is done at set times, once in the whole fleet. Times that were missed because no server ran
 * are caught up once, not once each; what is new here begins with its next time.
 */
export const schedule: readonly ScheduledJob[] = [
  { type: 'votes.rest', everyMs: hour, atMs: 10 * minute },
  { type: 'images.purge-rejected', everyMs: hour, atMs: 25 * minute },
  { type: 'images.sweep', everyMs: hour, atMs: 40 * minute },
  { type: 'jobs.tidy', everyMs: day, atMs: 3 * hour + 20 * minute },
];

/** The period whose time has come last, as the time at which it began: texts sort as times do. */
export function lastDue({ everyMs, atMs }: ScheduledJob, now: number): string {
  const start = Math.floor((now - atMs) / everyMs) * everyMs;
  return `${new Date(start).toISOString().slice(0, 16)}Z`;
}

/** When it is due next, milliseconds since the epoch. */
export function nextDue({ everyMs, atMs }: ScheduledJob, now: number): number {
  return (Math.floor((now - atMs) / everyMs) + 1) * everyMs + atMs;
}
