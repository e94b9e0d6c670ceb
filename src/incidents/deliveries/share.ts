import type { Remote } from '../entry.js';
import { of } from '../fold.js';
import type { Incident } from '../incident.js';
import type { Failure, Outcome, Shared } from '../ports.js';
import type { Delivery } from './delivery.js';
import { joinOf } from './execute.js';
import { thrown } from './failure.js';
import type { OpenPorts } from './open-ports.js';

// Several machines may open with one key at one moment, and neither chat nor board has anything that
// only one of them can win. So each looks before it makes a thing and again when it has made it; the
// oldest stays, and whoever made a younger one takes its own back. Nobody touches what others made.

/** Whose thing it is. */
export type Share =
  /** Nobody else's: make it, or keep the one that was made. */
  | { readonly kind: 'mine' }
  | { readonly kind: 'theirs'; readonly remote: Remote }
  /** Another machine is about to make it: look again. */
  | { readonly kind: 'soon' }
  | { readonly kind: 'failed'; readonly failure: Failure };

/** Where it is looked. */
export interface ShareContext {
  readonly ports: OpenPorts;
  readonly incident: Incident;
}

/** How far back a headline is looked for: an incident may last some weeks. */
const lookBackMs = 30 * 24 * 60 * 60_000;

/** Whether a delivery makes something that machines with one key have in common. */
export function isShareable({ work }: Delivery, incident: Incident): boolean {
  const makes = work.op === 'chat.headline' || work.op === 'board.card';
  return makes && joinOf(incident) !== null;
}

/** Asks whose it is; `made` is what this attempt has just made. Takes back what is one too many. */
export async function share(
  delivery: Delivery,
  { ports, incident }: ShareContext,
  made: Remote | null,
  signal: AbortSignal,
): Promise<Share> {
  const seen = await lookFor(delivery, { ports, incident }, signal).catch(thrown);
  // Who may not look cannot join: then each machine has its own.
  if (seen.kind === 'permanent') return { kind: 'mine' };
  if (seen.kind !== 'done') return { kind: 'failed', failure: seen };
  const [first] = seen.value;
  if (!first) {
    const soon = made === null && delivery.looks === 0 && isRoomJoined(delivery, incident);
    return { kind: soon ? 'soon' : 'mine' };
  }
  const listed = seen.value.find(({ marker }) => marker === delivery.marker)?.remote;
  const own = made ?? listed ?? null;
  if (own?.id === first.remote.id) return { kind: 'mine' };
  // One that was just made may not be listed yet; ids of vendors rise with time.
  if (own && !listed && own.id < first.remote.id) return { kind: 'mine' };
  if (own) {
    const gone = await withdraw(delivery, { ports, incident }, own.id, signal).catch(thrown);
    if (gone.kind !== 'done') return { kind: 'failed', failure: gone };
  }
  return { kind: 'theirs', remote: first.remote };
}

async function lookFor(
  { work }: Delivery,
  { ports, incident }: ShareContext,
  signal: AbortSignal,
): Promise<Outcome<readonly Shared[]>> {
  const join = joinOf(incident) ?? '';
  if (work.op === 'board.card') return (await ports.board()).findCards(join, signal);
  const room = incident.targetStates.chat.remote?.id ?? '';
  const since = new Date(Date.parse(incident.openedAt) - lookBackMs).toISOString();
  return (await ports.chat()).findHeadlines({ room, join, since }, signal);
}

async function withdraw(
  { work }: Delivery,
  { ports, incident }: ShareContext,
  id: string,
  signal: AbortSignal,
): Promise<Outcome<null>> {
  if (work.op === 'board.card') return (await ports.board()).withdrawCard(id, signal);
  const room = incident.targetStates.chat.remote?.id ?? '';
  return (await ports.chat()).withdraw({ room, message: id }, signal);
}

/** The room was another machine's: its headline is on its way. */
function isRoomJoined({ work }: Delivery, incident: Incident): boolean {
  if (work.op !== 'chat.headline') return false;
  return of(incident.entries, 'delivery').some(
    ({ op, result }) => op === 'chat.room' && result === 'joined',
  );
}
