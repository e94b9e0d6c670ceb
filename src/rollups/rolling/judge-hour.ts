import type { Manifest } from '../manifest.js';
import type { Day, Hour } from '../ports.js';
import type { RunEntry } from '../runs.js';
import { hourMs, isClosed, startOfHour } from '../windows.js';

/** What is known of an hour before anything is done. */
export interface HourFacts {
  readonly dt: Day;
  readonly hour: Hour;
  readonly manifest: Manifest;
  /** What was made of it before; null when it never was. */
  readonly entry: RunEntry | null;
  readonly sqlHash: string;
  /** Whether the stored tables are not what the runs speak of. */
  readonly torn: boolean;
  readonly purged: boolean;
}

export interface Policy {
  readonly now: number;
  /** Hours that ended longer ago are only changed by force. */
  readonly lateMs: number;
  readonly force: boolean;
}

/**
 * - `scan`: it is new, or changed.
 * - `note`: nothing to scan; that it is empty, or has closed, is to be written down.
 * - `unchanged`: as it was.
 * - `future`: it has not begun.
 * - `late`: it changed after the time in which late lines are taken; kept as it is.
 * - `shrank`: there is less than there was; kept as it is, so that good totals are not lost.
 * - `purged`: its raw log was removed by the rule; kept as it is, whatever is asked.
 */
export type Verdict = 'scan' | 'note' | 'unchanged' | 'future' | 'late' | 'shrank' | 'purged';

/** What is to be done with an hour. */
export function judgeHour(facts: HourFacts, policy: Policy): Verdict {
  const { manifest, entry } = facts;
  if (policy.now < startOfHour(facts.dt, facts.hour)) return 'future';
  if (facts.purged) return 'purged';
  if (!entry) return manifest.files.length > 0 ? 'scan' : 'note';
  const same = manifest.hash === entry.manifest_hash && facts.sqlHash === entry.sql_hash;
  if (policy.force) return manifest.files.length > 0 || !same ? 'scan' : 'note';
  return same ? judgeSame(facts, entry, policy) : judgeChanged(facts, entry, policy);
}

function judgeSame(facts: HourFacts, entry: RunEntry, { now }: Policy): Verdict {
  if (facts.torn) return 'scan';
  return isClosed(facts.dt, facts.hour, now) === entry.closed ? 'unchanged' : 'note';
}

function judgeChanged({ dt, hour, manifest }: HourFacts, entry: RunEntry, policy: Policy): Verdict {
  if (manifest.files.length < entry.inputs || manifest.bytes < entry.input_bytes) return 'shrank';
  const age = policy.now - (startOfHour(dt, hour) + hourMs);
  return age > policy.lateMs ? 'late' : 'scan';
}
