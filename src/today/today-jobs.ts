import type { Today } from '../contracts/today.js';
import type { Job } from '../schedule/job.js';
import { type TodayTeller, tellToday } from './tell-today.js';

const dayMs = 86_400_000;
const timeoutMs = 5 * 60_000;

export interface TodayJobsDeps extends TodayTeller {
  /** Null where the API has no database. */
  read(): Promise<Today | null>;
}

/** The note on the day so far, a job for each time of day (`16:00`, UTC). */
export function todayJobs(deps: TodayJobsDeps, times: readonly string[]): readonly Job[] {
  return times.map((time) => {
    const occasion = time.replace(':', '');
    return {
      name: `today-${occasion}`,
      // Within its day, not after it.
      cadence: { every: 'day', delayMs: Date.parse(`1970-01-01T${time}Z`) - dayMs },
      catchUp: 1,
      startsWith: 'newest',
      after: [],
      timeoutMs,
      run: async ({ id: day }, signal) => {
        const today = await deps.read();
        if (!today) return 'not told: the API has no database here';
        if (today.day !== day) return 'not told: the day is over';
        return tellToday(deps, { today, occasion }, signal);
      },
    };
  });
}
