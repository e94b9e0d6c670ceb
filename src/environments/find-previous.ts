import type { ChangeRecord } from './change-record.js';
import type { EnvironmentEvent } from './ports.js';

/** The version to go back to, and how it is known. */
export interface Previous {
  readonly version: string;
  /** `saved`: it was well when a change of ours began or ended; `events`: the vendor tells of it. */
  readonly known: 'saved' | 'events';
  /** When it was last known to be there, ISO 8601 UTC. */
  readonly at: string;
}

/**
 * The last version before the current one that was well: first by our own records, newest first; of
 * versions that no record knows, the last different one of the events. One that was left because it
 * was ill, or by a rollback, is never gone back to. Null when nothing tells.
 */
export function findPrevious(
  current: string | null,
  records: readonly ChangeRecord[],
  events: readonly EnvironmentEvent[],
): Previous | null {
  const left = new Set<string | null>([current]);
  for (const record of records.toReversed()) {
    const before = candidate(record, left);
    if (before) return before;
  }
  const event = events.findLast(({ version }) => version !== null && !left.has(version));
  if (!event?.version) return null;
  return { version: event.version, known: 'events', at: event.at };
}

/** Endings that are the fault of the version: not that nobody looked, or that all was stopped. */
const speaksAgainst = new Set<ChangeRecord['ended']>(['reverted', 'mixed', 'unhealthy']);

/** What one record offers; versions that it speaks against are added to `left`. */
function candidate(record: ChangeRecord, left: Set<string | null>): Previous | null {
  const { from, to, at, kind, wasHealthy, ended } = record;
  const saved = (version: string | null): Previous | null =>
    version === null || left.has(version) ? null : { version, known: 'saved', at };
  if (ended === 'done') {
    const reached = saved(to);
    if (reached) return reached;
  } else if (ended !== null && speaksAgainst.has(ended)) left.add(to);
  if (!wasHealthy || kind === 'rollback') left.add(from);
  return saved(from);
}
