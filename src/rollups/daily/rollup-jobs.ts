import type { Job } from '../../schedule/job.js';
import { counted } from '../report/figures.js';
import type { DayOutcome, RollUpOutcome, RollUpRequest } from '../roll-up.js';
import { closesAfterMs, dayMs, dayOf, daysFromTo } from '../windows.js';
import { type DailyChannelDeps, mailJob, noteJob, weekMailJob } from './daily-channels.js';

export interface RollupJobsDeps extends DailyChannelDeps {
  rollUp(
    request: Pick<RollUpRequest, 'days' | 'lateMs'>,
    signal: AbortSignal,
  ): Promise<RollUpOutcome>;
  /** How long after an hour late lines still change it, milliseconds. */
  readonly lateMs: number;
}

const minuteMs = 60_000;
// Older logs are still there, but whoever was away longer asks for a backfill, and sees its progress.
const hoursCaughtUp = 48;
const daysCaughtUp = 35;

/** Hours and days rolled up, then days and weeks told to the channels that are set up; in that order. */
export function rollupJobs(deps: RollupJobsDeps): readonly Job[] {
  const days = daysJob(deps);
  return [
    hoursJob(deps),
    days,
    ...noteJob(deps, days),
    ...mailJob(deps, days),
    ...weekMailJob(deps, days),
  ];
}

/** Every run also takes the late lines of the hours before. */
function hoursJob({ rollUp, lateMs }: RollupJobsDeps): Job {
  return {
    name: 'rollup-hours',
    cadence: { every: 'hour', delayMs: closesAfterMs },
    catchUp: hoursCaughtUp,
    startsWith: 'catch-up',
    after: [],
    timeoutMs: 30 * minuteMs,
    run: async ({ from }, signal) => {
      const days = daysFromTo(dayOf(from - lateMs), dayOf(from));
      return said(await rollUp({ days, lateMs }, signal));
    },
  };
}

function daysJob({ rollUp, lateMs, dailyDelayMs }: RollupJobsDeps): Job {
  return {
    name: 'rollup-days',
    cadence: { every: 'day', delayMs: dailyDelayMs },
    catchUp: daysCaughtUp,
    startsWith: 'catch-up',
    after: [],
    timeoutMs: 60 * minuteMs,
    run: async ({ id: day }, signal) => {
      // A day that was missed altogether is late by as much as is caught up.
      const late = Math.max(lateMs, (daysCaughtUp + 1) * dayMs);
      return said(await rollUp({ days: [day], lateMs: late }, signal));
    },
  };
}

/** One line of what was rolled up. Throws what ended the work before its end. */
function said({ days, failure }: RollUpOutcome): string {
  if (failure) throw failure;
  const total = (count: (day: DayOutcome) => number) =>
    days.reduce((sum, day) => sum + count(day), 0);
  const hours = total((day) => day.hours.filter(({ state }) => state === 'rolled-up').length);
  if (hours === 0) return 'nothing new';
  const rejected = total(({ rejectedRows }) => rejectedRows);
  const skipped = total(({ skippedFiles }) => skippedFiles.length);
  const missing = total(({ missingInstances }) => missingInstances.length);
  return [
    `${counted(hours, 'hour')}, ${counted(
      total(({ rows }) => rows),
      'row',
    )}`,
    ...(rejected > 0 ? [`${counted(rejected, 'line')} that are no records`] : []),
    ...(skipped > 0 ? [`${counted(skipped, 'file')} that cannot be read`] : []),
    ...(missing > 0 ? [`${counted(missing, 'server')} fell silent`] : []),
  ].join(', ');
}
