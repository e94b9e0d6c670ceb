import type { IncidentDeps } from '../deps.js';
import type { IncidentId, TargetName } from '../entry.js';
import { markerOf } from '../naming.js';
import type { Delivery, Op, Work } from './delivery.js';

/** Given up after: a page an hour (then it is said loudly), a mirror a day. */
const deadlineMs = { page: 60 * 60_000, mirror: 24 * 60 * 60_000 } as const;

/** What a delivery belongs to. */
export interface DeliveryContext {
  readonly id: IncidentId;
  readonly publicRef: string;
  /** Sequence number of the newest entry that the delivery is about. */
  readonly throughSeq: number;
}

type MakeDeps = Pick<IncidentDeps, 'ids' | 'clock'>;

/** A new delivery, pending, due at once. */
export function newDelivery(
  { ids, clock }: MakeDeps,
  context: DeliveryContext,
  work: Work,
  options: { readonly dependsOn?: readonly Delivery[] } = {},
): Delivery {
  const now = clock.now();
  const id = ids.sortable(now);
  const isPage = work.op.startsWith('page.');
  const due = now + (isPage ? deadlineMs.page : deadlineMs.mirror);
  return {
    v: 1,
    id,
    inc: context.id,
    target: targetOf(work.op),
    work,
    marker: markerOf(context.id, context.publicRef, ids, purposeOf(work.op, id)),
    state: 'pending',
    attempts: 0,
    queuedAt: new Date(now).toISOString(),
    nextAt: new Date(now).toISOString(),
    deadline: new Date(due).toISOString(),
    firstAttemptAt: null,
    attemptedAt: null,
    looks: 0,
    dependsOn: (options.dependsOn ?? []).map((other) => other.id),
    // A page that is not out, or one that still rings: nobody may put such an incident away.
    must: ['page.trigger', 'page.escalate', 'page.resolve'].includes(work.op),
    throughSeq: context.throughSeq,
    lastError: null,
    remote: null,
  };
}

/** There is one room and one card; of replies and comments each delivery is its own. */
function purposeOf(op: Op, id: string): string {
  if (op === 'chat.room') return 'room';
  return op === 'board.card' || op === 'board.update' ? 'card' : id;
}

/** Where work of a kind is done. */
export function targetOf(op: Op): TargetName {
  if (op.startsWith('page.')) return 'on-call';
  if (op.startsWith('chat.')) return 'chat';
  return op.startsWith('board.') ? 'board' : 'public';
}

/** Deliveries for a new incident: the page first, then a room with a headline, and a card. */
export function openingDeliveries(
  deps: MakeDeps,
  context: DeliveryContext,
  what: {
    readonly page: boolean;
    readonly chat: boolean;
    readonly board: boolean;
    readonly checklist: readonly string[];
  },
): readonly Delivery[] {
  const make = (work: Work, ...dependsOn: readonly Delivery[]) =>
    newDelivery(deps, context, work, { dependsOn });
  const page = what.page ? [make({ op: 'page.trigger' })] : [];
  return [
    ...page,
    ...(what.chat ? chatOpening(make) : []),
    ...(what.board ? boardOpening(make, what.checklist) : []),
  ];
}

type Make = (work: Work, ...dependsOn: readonly Delivery[]) => Delivery;

function chatOpening(make: Make): readonly Delivery[] {
  const room = make({ op: 'chat.room' });
  const headline = make({ op: 'chat.headline' }, room);
  return [room, headline, make({ op: 'chat.pin' }, headline)];
}

function boardOpening(make: Make, items: readonly string[]): readonly Delivery[] {
  const card = make({ op: 'board.card' });
  if (items.length === 0) return [card];
  return [card, make({ op: 'board.checklist', name: 'Runbook', items }, card)];
}
