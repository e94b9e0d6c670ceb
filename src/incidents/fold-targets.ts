import {
  type DeliveryBody,
  type Entry,
  type EntryBody,
  type EntryKind,
  isDelivered,
  type Remote,
  type TargetName,
  targetNames,
} from './entry.js';
import type { Target } from './incident.js';

/** Entries that chat and board show; the others are about the deliveries themselves. */
const shown: ReadonlySet<EntryKind> = new Set([
  'opened',
  'note',
  'update',
  'state',
  'severity',
  'role',
  'milestone',
  'acknowledged',
  'candidates',
  'action',
  'link',
]);

/** Whether chat and board are behind while they do not know of this entry. */
export function isMirrored(entry: EntryBody): boolean {
  // That nothing was found is in the record; nobody needs to be told.
  return shown.has(entry.kind) && !(entry.kind === 'candidates' && entry.items.length === 0);
}

/** What each target shows, from the deliveries that the record tells of. */
export function foldTargets(
  wanted: readonly TargetName[],
  entries: readonly Entry[],
): Readonly<Record<TargetName, Target>> {
  const of = (name: TargetName) => foldTarget(name, wanted.includes(name), entries);
  const [onCall, chat, board, published] = targetNames;
  return {
    [onCall]: of(onCall),
    [chat]: of(chat),
    [board]: of(board),
    [published]: of(published),
  };
}

type DeliveryEntry = Entry & DeliveryBody;

function foldTarget(name: TargetName, wanted: boolean, entries: readonly Entry[]): Target {
  const deliveries = entries.filter(
    (entry): entry is DeliveryEntry => entry.kind === 'delivery' && entry.target === name,
  );
  const good = deliveries.filter(isDelivered);
  const last = deliveries.filter(({ result }) => result !== 'superseded').at(-1);
  const throughSeq = Math.max(0, ...good.map((entry) => entry.throughSeq));
  const mirrors = name === 'chat' || name === 'board';
  const behind =
    mirrors && wanted ? entries.filter((e) => e.seq > throughSeq && isMirrored(e)) : [];
  const failed = last?.result === 'dead';
  const idle = good.length === 0 && !failed;
  return {
    state: idle
      ? wanted
        ? 'pending'
        : 'none'
      : failed
        ? 'failed'
        : behind.length > 0
          ? 'pending'
          : 'ok',
    remote: placeOf(name, entries, good),
    headline: newestRemote(good, 'chat.headline'),
    joined: good.findLast(({ op }) => op === makers[name])?.result === 'joined',
    lastOkAt: good.at(-1)?.occurredAt ?? null,
    lastError: failed ? last.error : null,
    throughSeq,
    behind: behind.length,
  };
}

/** What makes the thing that is kept up to date at a target. */
const makers: Readonly<Partial<Record<TargetName, string>>> = {
  chat: 'chat.headline',
  board: 'board.card',
};

const places: Readonly<Record<TargetName, string>> = {
  'on-call': 'page.trigger',
  chat: 'chat.room',
  board: 'board.card',
  public: 'public.card',
};

function placeOf(
  name: TargetName,
  entries: readonly Entry[],
  good: readonly DeliveryEntry[],
): Remote | null {
  if (name !== 'on-call') return newestRemote(good, places[name]);
  const reached = entries.findLast((entry) => entry.kind === 'reached');
  const told = reached?.kind === 'reached' ? reached.remote : null;
  return told ?? newestRemote(good, places[name]);
}

function newestRemote(good: readonly DeliveryEntry[], op: string): Remote | null {
  return good.findLast((entry) => entry.op === op && entry.remote)?.remote ?? null;
}
