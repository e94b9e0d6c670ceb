import type { ChangeRecord, ChangeRecords } from './change-record.js';
import {
  finishChange,
  goalOfRecord,
  type OnPerformEvent,
  type PerformDeps,
} from './perform-change.js';
import type { EnvironmentStatus } from './ports.js';
import { beginWatch, type Ending, observe, usualLimits } from './watch.js';

/** A change of which nobody saw the end, and what became of it as far as that can be said now. */
export interface Unended {
  readonly record: ChangeRecord;
  /** Null while it goes on, or cannot be judged yet: nothing runs, or servers may report late. */
  readonly ending: Ending | null;
  /** How it would have ended, had it ended now; null unless the environment is ready, as `state` says. */
  readonly soFar: Ending | null;
}

/**
 * Looks after the newest change that was begun from this machine, when nobody follows it and nobody
 * saw its end: saves how it ended, and tells those who heard of its start. Null when there is none.
 *
 * @param settled the environment was waited for: that it is ill now is the end
 */
export async function completeChange(
  deps: PerformDeps,
  status: EnvironmentStatus,
  settled: boolean,
  onEvent: OnPerformEvent,
  signal: AbortSignal,
): Promise<Unended | null> {
  const { name } = status;
  if ((await newestUnended(deps.records, name)) === null) return null;
  const release = await deps.records.hold(name);
  // Whoever follows it sees to it.
  if (release === null) return null;
  try {
    // Read again: whoever had it before may have seen to it.
    const record = await newestUnended(deps.records, name);
    if (record === null) return null;
    const soFar = await endingOf(deps, record, status, signal);
    const ending = soFar && isFinal(deps, record, soFar, settled) ? soFar : null;
    if (ending) await finishChange(deps, record, { ending, status }, onEvent, signal);
    return { record, ending, soFar };
  } finally {
    await release();
  }
}

/** One that another change has followed is history: how it ended can be seen no more. */
async function newestUnended(
  records: ChangeRecords,
  environment: string,
): Promise<ChangeRecord | null> {
  const newest = (await records.of(environment)).at(-1);
  return newest && (newest.ended === null || newest.ended === 'still-updating') ? newest : null;
}

async function endingOf(
  { environments }: PerformDeps,
  record: ChangeRecord,
  status: EnvironmentStatus,
  signal: AbortSignal,
): Promise<Ending | null> {
  if (status.state !== 'ready') return null;
  const limits = { ...usualLimits, settleMs: 0 };
  const watch = beginWatch(goalOfRecord(record), limits, 0, null);
  const { ending } = observe(watch, { status, events: [] }, 0);
  if (ending?.kind !== 'reverted') return ending;
  const events = await environments.events(status.name, record.at, signal);
  const wasSeen = events.some(({ version }) => version === record.to);
  return wasSeen ? ending : { kind: 'never-started' };
}

/** Servers report late: who has not waited waits for as long as a change may take. */
function isFinal(
  { clock }: PerformDeps,
  { at }: ChangeRecord,
  { kind }: Ending,
  settled: boolean,
): boolean {
  if (kind !== 'mixed' && kind !== 'unhealthy') return true;
  return settled || clock.now() - Date.parse(at) >= usualLimits.timeoutMs;
}
