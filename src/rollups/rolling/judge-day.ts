import type { Manifest } from '../manifest.js';
import type { Day } from '../ports.js';
import type { RollUpDeps, RollUpRequest } from '../roll-up.js';
import { dayEntry, type Runs } from '../runs.js';
import { dayScan } from '../sql/day-scan.js';
import { isClosed } from '../windows.js';

/** What is known of a day before its accounts and images are counted. */
export interface DayFacts {
  readonly runs: Runs;
  /** All files of the day. */
  readonly whole: Manifest;
  /** Whether an hour came too late, or shrank. */
  readonly refused: boolean;
  /** Whether the stored tables are not those that the runs speak of. */
  readonly torn: boolean;
}

export interface DayPolicy {
  readonly dt: Day;
  readonly request: Pick<RollUpRequest, 'dayTables' | 'force'>;
  readonly now: number;
}

/**
 * - `scan`: accounts and images are to be counted.
 * - `unchanged`: as they were.
 * - `not-yet`: the day is open, and nobody asked for it.
 * - `kept`: hours of the day were refused, or its log is gone, so what is stored of it is not touched.
 */
export type DayVerdict = 'scan' | 'unchanged' | 'not-yet' | 'kept';

/** What is to be done with the tables of a whole day. */
export function judgeDay({ runtime }: Judging, facts: DayFacts, policy: DayPolicy): DayVerdict {
  if (facts.refused || facts.runs.purged !== null) return 'kept';
  if (!wantsDay(policy, facts.runs)) return 'not-yet';
  const before = dayEntry(facts.runs);
  const same =
    before?.manifest_hash === facts.whole.hash && before.sql_hash === daySqlHash({ runtime });
  return same && !policy.request.force && !facts.torn ? 'unchanged' : 'scan';
}

/** Whether accounts and images of the day are to be counted: it is closed, asked for, or they were. */
export function wantsDay({ dt, request, now }: DayPolicy, runs: Runs): boolean {
  return isClosed(dt, '23', now) || request.dayTables || dayEntry(runs) !== undefined;
}

/** Of the text of the scan: another text means other numbers. */
export function daySqlHash({ runtime }: Judging): string {
  return runtime.sha256(dayScan('2018-11-15'));
}

type Judging = Pick<RollUpDeps, 'runtime'>;
