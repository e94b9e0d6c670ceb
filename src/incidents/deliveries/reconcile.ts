import type { Remote } from '../entry.js';
import type { Incident } from '../incident.js';
import { channelNameOf } from '../naming.js';
import type { Outcome } from '../ports.js';
import type { Delivery } from './delivery.js';
import { type ExecuteContext, joinOf } from './execute.js';
import { thrown } from './failure.js';

/** What the target answered: there it is, it has nothing of the kind, or it could not be asked. */
export type Look =
  | { readonly kind: 'found'; readonly remote: Remote | null }
  | { readonly kind: 'nothing' }
  | { readonly kind: 'failed'; readonly outcome: Exclude<Outcome<never>, { kind: 'done' }> };

/** Asks the target whether an earlier attempt was done after all. Never throws. */
export async function look(
  delivery: Delivery,
  context: Pick<ExecuteContext, 'ports' | 'incident'>,
  signal: AbortSignal,
): Promise<Look> {
  try {
    const answer = await find(delivery, context, signal);
    if (answer.kind !== 'done') return { kind: 'failed', outcome: answer };
    return answer.value ? { kind: 'found', remote: answer.value } : { kind: 'nothing' };
  } catch (error) {
    const failure = thrown(error);
    return { kind: 'failed', outcome: failure };
  }
}

async function find(
  delivery: Delivery,
  { ports, incident }: Pick<ExecuteContext, 'ports' | 'incident'>,
  signal: AbortSignal,
): Promise<Outcome<Remote | null>> {
  const { work, marker } = delivery;
  switch (work.op) {
    case 'page.trigger': {
      const found = await (await ports.onCall()).find(incident.dedupKey, signal);
      if (found.kind !== 'done') return found;
      // A page that was resolved before, under a key that is used again, is not this one.
      const reused = incident.key !== null || incident.stateHistory.length > 0;
      const stale = found.value?.status === 'resolved' && reused;
      return { ...found, value: stale ? null : (found.value?.remote ?? null) };
    }
    case 'chat.room': {
      const request = { marker, join: joinOf(incident), channelName: channelNameOf(incident) };
      return (await ports.chat()).findRoom(request, signal);
    }
    case 'chat.headline':
      return findMessage(delivery, incident, ports, null, signal);
    case 'chat.reply':
      return findMessage(delivery, incident, ports, incident.targetStates.chat.headline, signal);
    case 'board.card':
      return (await ports.board()).findCard(marker, signal);
    case 'board.comment':
      return (await ports.board()).findComment({ card: cardOf(incident), marker }, signal);
    case 'board.file':
      return (await ports.board()).findAttachment(
        { card: cardOf(incident), name: work.name },
        signal,
      );
    case 'public.card':
      return (await ports.publicBoard()).find(incident.publicRef, signal);
    default:
      return { kind: 'done', value: null };
  }
}

async function findMessage(
  { marker, firstAttemptAt, queuedAt }: Delivery,
  incident: Incident,
  ports: ExecuteContext['ports'],
  thread: Remote | null,
  signal: AbortSignal,
): Promise<Outcome<Remote | null>> {
  const room = incident.targetStates.chat.remote?.id ?? '';
  const since = firstAttemptAt ?? queuedAt;
  const request = { room, thread: thread?.id ?? null, marker, since };
  return (await ports.chat()).findMessage(request, signal);
}

function cardOf(incident: Incident): string {
  return incident.targetStates.board.remote?.id ?? '';
}
