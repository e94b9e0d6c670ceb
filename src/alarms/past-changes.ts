import type { Clock } from '../platform/host.js';
import type { StateChange } from './alarm.js';
import { type AlarmFilter, isMeant, isShown, typesMeant } from './follow/alarm-filter.js';
import { historySince } from './follow/history-since.js';
import type { AlarmSource } from './ports.js';

/** Which changes, and how many of the newest of them. */
export interface PastQuery {
  readonly filter: AlarmFilter;
  /** Milliseconds since the epoch. */
  readonly from: number;
  readonly to: number;
  readonly limit: number;
}

/** Changes of a time, oldest first. */
export interface PastChanges {
  readonly changes: readonly StateChange[];
  /** Earlier ones of the same time that the limit leaves out. */
  readonly earlier: number;
}

/** The newest changes of a time. History may tell one twice; here it is told once. */
export async function pastChanges(
  deps: { readonly source: AlarmSource; readonly clock: Clock },
  { filter, from, to, limit }: PastQuery,
  signal: AbortSignal,
): Promise<PastChanges> {
  const asked = { types: typesMeant(filter), from };
  const seen = new Set<string>();
  let changes: StateChange[] = [];
  let earlier = 0;
  for await (const change of historySince(deps, asked, () => undefined, signal)) {
    if (Date.parse(change.at) >= to) break;
    const id = [change.type, change.name, change.at, change.from, change.to].join(' ');
    if (seen.has(id) || !isMeant(filter, change) || !isShown(filter, change)) continue;
    seen.add(id);
    changes.push(change);
    // Cut now and then: a month of a noisy account is not held in memory.
    if (changes.length < 2 * limit) continue;
    earlier += changes.length - limit;
    changes = changes.slice(-limit);
  }
  earlier += Math.max(0, changes.length - limit);
  return { changes: changes.slice(-limit), earlier };
}
