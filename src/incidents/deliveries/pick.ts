import type { Entry, TargetName } from '../entry.js';
import { of } from '../fold.js';
import type { Delivery } from './delivery.js';

/** What to do next for one target. */
export type Next =
  | { readonly kind: 'now'; readonly delivery: Delivery }
  /** What it needs was given up, so it is given up too. */
  | { readonly kind: 'orphan'; readonly delivery: Delivery; readonly on: string }
  | { readonly kind: 'later'; readonly atMs: number }
  | { readonly kind: 'nothing' };

/** Said in order and completely: a new one waits behind the backlog. */
function isLog({ work }: Delivery): boolean {
  return work.op === 'chat.reply' || work.op === 'board.comment' || work.op.startsWith('page.');
}

/**
 * The first delivery of a target that may be tried: due, what it depends on done, and (in a log) none
 * before it waiting.
 */
export function pickNext(
  queue: readonly Delivery[],
  entries: readonly Entry[],
  target: TargetName,
  nowMs: number,
): Next {
  const mine = queue.filter((delivery) => delivery.target === target);
  const queued = new Set(queue.map(({ id }) => id));
  const dead = deadIds(entries);
  let earliest = Number.POSITIVE_INFINITY;
  let logWaits = false;
  for (const delivery of mine) {
    const lost = delivery.dependsOn.find((id) => !queued.has(id) && dead.has(id));
    if (lost !== undefined) return { kind: 'orphan', delivery, on: lost };
    const held = isLog(delivery) && logWaits;
    logWaits ||= isLog(delivery);
    if (held || delivery.dependsOn.some((id) => queued.has(id))) continue;
    const dueMs = Date.parse(delivery.nextAt);
    if (dueMs <= nowMs) return { kind: 'now', delivery };
    earliest = Math.min(earliest, dueMs);
  }
  return Number.isFinite(earliest) ? { kind: 'later', atMs: earliest } : { kind: 'nothing' };
}

/** Deliveries whose newest word in the record is that they were given up. */
function deadIds(entries: readonly Entry[]): ReadonlySet<string> {
  const last = new Map(of(entries, 'delivery').map((entry) => [entry.delivery, entry.result]));
  return new Set([...last].flatMap(([id, result]) => (result === 'dead' ? [id] : [])));
}

/** How a delivery was settled, when the record tells of it and its file does not yet. */
export function settledAs(entries: readonly Entry[], id: string): 'done' | 'superseded' | null {
  const last = of(entries, 'delivery').findLast((entry) => entry.delivery === id);
  if (!last || last.result === 'dead') return null;
  return last.result === 'superseded' ? 'superseded' : 'done';
}
