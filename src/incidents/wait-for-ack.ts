import { outcomeOf } from './change-incident.js';
import type { IncidentDeps } from './deps.js';
import type { DeliveryError, Entry, IncidentId } from './entry.js';
import { escalate } from './escalate.js';
import { of } from './fold.js';
import type { Incident } from './incident.js';
import type { ChangeOutcome, OnIncidentEvent, PhoneFallback } from './outcome.js';
import { isActive } from './transitions.js';
import { startBudget, workOn } from './work-on.js';

/** How often the vendor is asked: some four requests each, of the 960 a minute that PagerDuty allows. */
const everyMs = 5000;

export interface WaitForAckInput {
  readonly id: IncidentId;
  /** How long each level has, milliseconds. */
  readonly waitMs: number;
  /** The highest level that is woken; 1 wakes nobody else. */
  readonly upTo: number;
}

/** What happens while it waits. */
export type AckEvent =
  | { readonly kind: 'waiting'; readonly level: number; readonly waitMs: number }
  /** The vendor does not say who has acknowledged, so only what is said here ends the wait. */
  | { readonly kind: 'unseeing'; readonly id: IncidentId; readonly error: DeliveryError }
  | { readonly kind: 'escalating'; readonly level: number; readonly waitMs: number };

/**
 * How the wait ended; `exit` is `no` when nobody has acknowledged, and `upstream` when somebody else
 * could not be woken or the vendor did not say in the end who has acknowledged.
 */
export interface AckOutcome extends ChangeOutcome {
  readonly acknowledged: { readonly by: string; readonly at: string } | null;
  /** Why the vendor did not say who has acknowledged, at the last look; null when it did. */
  readonly unread: DeliveryError | null;
  /** The highest level that was woken. */
  readonly level: number;
  readonly waitedMs: number;
  /** Who can be rung by telephone; null when nobody has to be, or nobody is known. */
  readonly phones: PhoneFallback;
}

/**
 * Waits until a human being says that they are on it: to the on-call vendor, or here. When the time is
 * over it wakes the next level and waits once more. A page that was not taken yet is tried again
 * meanwhile. Ends early when the incident does.
 */
export async function waitForAck(
  deps: IncidentDeps,
  { id, waitMs, upTo }: WaitForAckInput,
  onEvent: OnIncidentEvent,
  onWait: (event: AckEvent) => void,
  signal: AbortSignal,
): Promise<AckOutcome> {
  const began = deps.clock.monotonic();
  const phones = () => deps.store.onCallCache().catch(() => null);
  let unread: DeliveryError | null = null;
  const onLook = (error: DeliveryError | null) => {
    if (error && error.code !== unread?.code) onWait({ kind: 'unseeing', id, error });
    unread = error;
  };
  const ended = async (outcome: ChangeOutcome, level: number): Promise<AckOutcome> => {
    const acknowledged = whoIn(outcome.incident);
    const isOver = acknowledged !== null || !isActive(outcome.incident.state);
    const open = outcome.exit === 'upstream' || unread ? 'upstream' : 'no';
    return {
      ...outcome,
      exit: isOver ? outcome.exit : open,
      acknowledged,
      unread: isOver ? null : unread,
      level,
      waitedMs: deps.clock.monotonic() - began,
      phones: isOver ? null : await phones(),
    };
  };
  for (let level = 1; ; level += 1) {
    onWait({ kind: 'waiting', level, waitMs });
    const seen = await watch(deps, id, waitMs, { onEvent, onLook }, signal);
    if (isAnswered(seen.incident) || level >= upTo) return ended(seen, level);
    onWait({ kind: 'escalating', level: level + 1, waitMs });
    const reason = 'nobody has acknowledged';
    const woken = await escalate(deps, { id, level: level + 1, reason }, onEvent, signal);
    // Nobody else was woken, so there is nobody else to wait for.
    if (woken.exit === 'upstream') return ended(woken, level);
  }
}

/** Who is told what a look does, and how it ended. */
interface Looking {
  readonly onEvent: OnIncidentEvent;
  /** After each look: null when the vendor said how the page stands. */
  readonly onLook: (unread: DeliveryError | null) => void;
}

/** Looks until somebody has answered or the time is over. */
async function watch(
  deps: IncidentDeps,
  id: IncidentId,
  waitMs: number,
  looking: Looking,
  signal: AbortSignal,
): Promise<ChangeOutcome> {
  const { clock } = deps;
  const until = clock.monotonic() + waitMs;
  for (;;) {
    const outcome = await look(deps, id, looking, signal);
    const leftMs = until - clock.monotonic();
    if (isAnswered(outcome.incident) || leftMs <= 0) return outcome;
    await clock.sleep(Math.min(everyMs, leftMs), signal);
  }
}

/** Sends the page if it is still owed, asks the vendor what became of it, and reads the record. */
async function look(
  deps: IncidentDeps,
  id: IncidentId,
  { onEvent, onLook }: Looking,
  signal: AbortSignal,
): Promise<ChangeOutcome> {
  const budget = startBudget(deps, deps.policy.foregroundMs, signal);
  try {
    const options = { enrich: true, only: ['on-call'] } as const;
    const run = await workOn(deps, id, onEvent, budget, options);
    onLook(run.unread);
    return await outcomeOf(deps, run, 'not-asked', signal);
  } finally {
    budget.end();
  }
}

function isAnswered(incident: Incident): boolean {
  return whoIn(incident) !== null || !isActive(incident.state);
}

function whoIn({ entries }: Incident): AckOutcome['acknowledged'] {
  const first: Entry<'acknowledged'> | undefined = of(entries, 'acknowledged')[0];
  return first ? { by: first.by, at: first.occurredAt } : null;
}
