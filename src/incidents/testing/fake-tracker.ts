import type { CardContent, PublicBoard, PublicCard, Tracker } from '../ports.js';
import { createTroubled, type FakeVendor } from './faults.js';

/** One card of a fake board. */
export interface FakeCard {
  readonly id: string;
  readonly marker: string;
  join: string | null;
  content: CardContent;
  readonly checklists: Map<string, Set<string>>;
  readonly comments: { readonly marker: string; readonly text: string }[];
  readonly links: Map<string, string>;
  readonly files: { readonly name: string; readonly content: Uint8Array }[];
}

export interface FakeTracker extends Tracker, FakeVendor {
  readonly cards: FakeCard[];
}

/** A board in memory; creating twice makes two cards, as on a real one. */
export function createFakeTracker(latency?: () => Promise<void>): FakeTracker {
  const troubled = createTroubled(latency);
  const cards: FakeCard[] = [];
  let made = 0;
  const urlOf = (id: string) => `https://board.example/${id}`;
  const done = { kind: 'done', value: null } as const;
  const gone = { kind: 'permanent', code: 'gone', message: '404', hint: 'make it anew' } as const;
  const byId = (id: string) => cards.find((card) => card.id === id);
  return {
    ...troubled,
    name: 'fake board',
    cards,
    createCard: ({ marker, join = null, card: content }, signal) =>
      troubled.call('createCard', signal, () => {
        made += 1;
        const id = `K${made}`;
        const empty = { checklists: new Map(), comments: [], links: new Map(), files: [] };
        cards.push({ id, marker, join, content, ...empty });
        return { kind: 'done', value: { id, url: urlOf(id) } };
      }),
    findCard: (marker, signal) =>
      troubled.call('findCard', signal, () => {
        const card = cards.find((one) => one.marker === marker);
        return { kind: 'done', value: card ? { id: card.id, url: urlOf(card.id) } : null };
      }),
    findCards: (join, signal) =>
      troubled.call('findCards', signal, () => ({
        kind: 'done',
        value: cards
          .filter((card) => card.join === join)
          .map(({ id, marker }) => ({ remote: { id, url: urlOf(id) }, marker })),
      })),
    withdrawCard: (id, signal) =>
      troubled.call('withdrawCard', signal, () => {
        const at = cards.findIndex((card) => card.id === id);
        if (at >= 0) cards.splice(at, 1);
        return done;
      }),
    updateCard: ({ id, join = null, card: content }, signal) =>
      troubled.call('updateCard', signal, () => {
        const card = byId(id);
        if (!card) return gone;
        card.content = content;
        card.join = join;
        return done;
      }),
    ensureChecklist: ({ card: id, name, items }, signal) =>
      troubled.call('ensureChecklist', signal, () => {
        const card = byId(id);
        if (!card) return gone;
        const list = card.checklists.get(name) ?? new Set();
        for (const item of items) list.add(item);
        card.checklists.set(name, list);
        return done;
      }),
    comment: ({ card: id, marker, text }, signal) =>
      troubled.call('comment', signal, () => {
        const card = byId(id);
        if (!card) return gone;
        card.comments.push({ marker, text });
        return { kind: 'done', value: { id: `${id}-c${card.comments.length}`, url: null } };
      }),
    findComment: ({ card: id, marker }, signal) =>
      troubled.call('findComment', signal, () => {
        const at = byId(id)?.comments.findIndex((one) => one.marker === marker) ?? -1;
        return { kind: 'done', value: at < 0 ? null : { id: `${id}-c${at + 1}`, url: null } };
      }),
    ensureLink: ({ card: id, link }, signal) =>
      troubled.call('ensureLink', signal, () => {
        byId(id)?.links.set(link.url, link.title);
        return done;
      }),
    attachFile: ({ card: id, name, content }, signal) =>
      troubled.call('attachFile', signal, () => {
        const card = byId(id);
        if (!card) return gone;
        card.files.push({ name, content });
        return { kind: 'done', value: { id: `${id}-f${card.files.length}`, url: null } };
      }),
    findAttachment: ({ card: id, name }, signal) =>
      troubled.call('findAttachment', signal, () => {
        const at = byId(id)?.files.findIndex((one) => one.name === name) ?? -1;
        return { kind: 'done', value: at < 0 ? null : { id: `${id}-f${at + 1}`, url: null } };
      }),
  };
}

export interface FakePublicBoard extends PublicBoard, FakeVendor {
  readonly cards: { readonly id: string; card: PublicCard }[];
}

/** The public board in memory. */
export function createFakePublicBoard(latency?: () => Promise<void>): FakePublicBoard {
  const troubled = createTroubled(latency);
  const cards: { id: string; card: PublicCard }[] = [];
  const urlOf = (id: string) => `https://public.example/${id}`;
  return {
    ...troubled,
    name: 'fake public board',
    cards,
    create: (card, signal) =>
      troubled.call('create', signal, () => {
        const id = `R${cards.length + 1}`;
        cards.push({ id, card });
        return { kind: 'done', value: { id, url: urlOf(id) } };
      }),
    find: (ref, signal) =>
      troubled.call('find', signal, () => {
        const found = cards.find(({ card }) => card.ref === ref);
        return { kind: 'done', value: found ? { id: found.id, url: urlOf(found.id) } : null };
      }),
    update: ({ id, card }, signal) =>
      troubled.call('update', signal, () => {
        const found = cards.find((one) => one.id === id);
        if (found) found.card = card;
        return { kind: 'done', value: null };
      }),
  };
}
