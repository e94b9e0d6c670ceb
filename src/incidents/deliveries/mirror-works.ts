import { isMirrored } from '../fold-targets.js';
import type { Incident } from '../incident.js';
import type { DraftEntry, StoredRecord } from '../store.js';
import { isActive } from '../transitions.js';
import type { Delivery, Op, Work } from './delivery.js';
import { describe } from './describe.js';

/** What new entries ask of chat and board: the slots once, and the words in order. */
export function mirrorWorks(entries: readonly DraftEntry[], silent: boolean): readonly Work[] {
  const mirrored = entries.filter(isMirrored);
  if (mirrored.length === 0) return attachments(entries);
  const text = mirrored.flatMap((entry) => describe(entry) ?? []).join('\n');
  const said: readonly Work[] =
    silent || text === ''
      ? []
      : [
          { op: 'chat.reply', text },
          { op: 'board.comment', text },
        ];
  return [...said, ...attachments(entries), { op: 'chat.edit' }, { op: 'board.update' }];
}

function attachments(entries: readonly DraftEntry[]): readonly Work[] {
  return entries.flatMap((entry) =>
    entry.kind === 'attachment'
      ? [{ op: 'board.file' as const, name: entry.name, sha256: entry.sha256 }]
      : [],
  );
}

/** What everything at a place waits for until that is made. */
const anchors: Readonly<Partial<Record<string, Op>>> = {
  'chat.edit': 'chat.headline',
  'chat.reply': 'chat.headline',
  'chat.pin': 'chat.headline',
  'board.update': 'board.card',
  'board.comment': 'board.card',
  'board.checklist': 'board.card',
  'board.link': 'board.card',
  'board.file': 'board.card',
};

/**
 * What work must wait for: nothing, the deliveries named, or `never`, because the place it belongs to
 * was not made and will not be.
 */
export function anchorOf(
  work: Work,
  incident: Incident,
  queue: readonly Delivery[],
): readonly Delivery[] | 'never' {
  const anchor = anchors[work.op];
  if (anchor === undefined) return [];
  const waiting = queue.filter((delivery) => delivery.work.op === anchor);
  if (waiting.length > 0) return waiting.slice(-1);
  const { chat, board } = incident.targetStates;
  return (anchor === 'chat.headline' ? chat.headline : board.remote) ? [] : 'never';
}

/**
 * Queued deliveries that new entries put an end to: slots that newer ones take the place of, and pages
 * once it is over, for a late one would wake somebody anew. What is under way is left to end.
 */
export function replaced(
  entries: readonly DraftEntry[],
  works: readonly Work[],
  { queue }: StoredRecord,
): readonly Delivery[] {
  const slots = new Set<Op>(
    works.map(({ op }) => op).filter((op) => op === 'chat.edit' || op === 'board.update'),
  );
  const over = entries.some((entry) => entry.kind === 'state' && !isActive(entry.to));
  return queue
    .filter(({ work, state }) => {
      const late = over && (work.op === 'page.trigger' || work.op === 'page.escalate');
      return (late || slots.has(work.op)) && state !== 'attempting';
    })
    .map((delivery) => ({ ...delivery, state: 'superseded' as const }));
}
