import type { ScheduleLedger } from '../jobs/keep-schedule.js';
import type { PlainJobType } from '../jobs/schedule.js';

/** A ledger in memory, with the jobs that were queued by it. */
export interface FakeSchedule {
  readonly ledger: ScheduleLedger;
  /** Those that are still to be done, and those that are dead. */
  readonly jobs: { readonly type: PlainJobType; isDead: boolean }[];
  readonly periods: Map<PlainJobType, string[]>;
}

export function createFakeSchedule(): FakeSchedule {
  const jobs: FakeSchedule['jobs'] = [];
  const periods: FakeSchedule['periods'] = new Map();
  const note = (type: PlainJobType, period: string) => {
    const known = periods.get(type) ?? [];
    periods.set(type, [...new Set([...known, period])].sort());
    return !known.includes(period);
  };
  return {
    ...{ jobs, periods },
    ledger: {
      last: async (type) => periods.get(type)?.at(-1),
      async pass(type, period) {
        note(type, period);
      },
      async queue(type, period) {
        const isFirst = note(type, period);
        const waits = jobs.some((job) => job.type === type && !job.isDead);
        if (isFirst && !waits) jobs.push({ type, isDead: false });
      },
    },
  };
}
