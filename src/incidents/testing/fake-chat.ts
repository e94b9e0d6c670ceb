import type { Chat, Headline, ImportedLine } from '../ports.js';
import { createTroubled, type FakeVendor } from './faults.js';

/** One message of a fake chat. */
export interface FakeMessage {
  readonly id: string;
  readonly room: string;
  readonly thread: string | null;
  readonly marker: string;
  readonly join: string | null;
  readonly text: string;
  readonly headline: Headline | null;
  deleted: boolean;
}

/** One room of a fake chat. */
interface FakeRoom {
  readonly id: string;
  readonly name: string;
  readonly marker: string;
  readonly join: string | null;
}

export interface FakeChat extends Chat, FakeVendor {
  readonly rooms: FakeRoom[];
  readonly messages: FakeMessage[];
  readonly pins: Set<string>;
  /** What people wrote in a thread. */
  readonly said: ImportedLine[];
  headlines(): readonly FakeMessage[];
  replies(): readonly FakeMessage[];
}

/** A chat in memory; nothing in it is idempotent that a real one would do twice. */
export function createFakeChat(latency?: () => Promise<void>): FakeChat {
  const troubled = createTroubled(latency);
  const rooms: FakeRoom[] = [];
  const messages: FakeMessage[] = [];
  const pins = new Set<string>();
  const said: ImportedLine[] = [];
  const urlOf = (id: string) => `https://chat.example/${id}`;
  const gone = {
    kind: 'permanent',
    code: 'gone',
    message: 'message_not_found',
    hint: 'a new one is posted',
  } as const;
  const post = (message: Omit<FakeMessage, 'id' | 'deleted'>) => {
    const id = `M${messages.length + 1}`;
    messages.push({ id, ...message, deleted: false });
    return { kind: 'done', value: { id, url: urlOf(id) } } as const;
  };
  const live = (room: string) =>
    messages.filter((one) => one.room === room && one.headline && !one.deleted);
  const isLive = (room: string, join: string) =>
    live(room).length === 0 || live(room).some((one) => one.join === join);
  const index = (id: string) => messages.findIndex((one) => one.id === id && !one.deleted);
  return {
    ...troubled,
    name: 'fake chat',
    rooms,
    messages,
    pins,
    said,
    headlines: () => messages.filter(({ headline, deleted }) => headline && !deleted),
    replies: () => messages.filter(({ thread }) => thread !== null),
    openRoom: ({ marker, join = null, channelName }, signal) =>
      troubled.call('openRoom', signal, () => {
        const taken = rooms.find(({ name }) => name === channelName);
        if (taken?.marker === marker) {
          return { kind: 'done', value: { id: taken.id, url: urlOf(taken.id) } };
        }
        if (taken && join && taken.join === join && isLive(taken.id, join)) {
          return { kind: 'done', value: { id: taken.id, url: urlOf(taken.id) }, joined: true };
        }
        const name = taken ? `${channelName}-2` : channelName;
        const id = `C${rooms.length + 1}`;
        rooms.push({ id, name, marker, join });
        return { kind: 'done', value: { id, url: urlOf(id) } };
      }),
    findRoom: ({ marker }, signal) =>
      troubled.call('findRoom', signal, () => {
        const room = rooms.find((one) => one.marker === marker);
        return { kind: 'done', value: room ? { id: room.id, url: urlOf(room.id) } : null };
      }),
    postHeadline: ({ room, marker, join = null, headline }, signal) =>
      troubled.call('postHeadline', signal, () =>
        post({ room, marker, join, headline, thread: null, text: headline.title }),
      ),
    findHeadlines: ({ room, join }, signal) =>
      troubled.call('findHeadlines', signal, () => ({
        kind: 'done',
        value: live(room)
          .filter((one) => one.join === join)
          .map(({ id, marker }) => ({ remote: { id, url: urlOf(id) }, marker })),
      })),
    withdraw: ({ message }, signal) =>
      troubled.call('withdraw', signal, () => {
        const found = messages[index(message)];
        if (found) found.deleted = true;
        return { kind: 'done', value: null };
      }),
    editHeadline: ({ message, join, headline }, signal) =>
      troubled.call('editHeadline', signal, () => {
        const at = index(message);
        const old = messages[at];
        if (!old) return gone;
        messages[at] = { ...old, headline, ...(join === undefined ? {} : { join }) };
        return { kind: 'done', value: null };
      }),
    pin: ({ message }, signal) =>
      troubled.call('pin', signal, () => {
        pins.add(message);
        return { kind: 'done', value: null };
      }),
    reply: ({ room, thread, marker, text }, signal) =>
      troubled.call('reply', signal, () =>
        post({ room, thread, marker, join: null, text, headline: null }),
      ),
    findMessage: ({ thread, marker }, signal) =>
      troubled.call('findMessage', signal, () => {
        const found = messages.find((one) => one.marker === marker && one.thread === thread);
        return { kind: 'done', value: found ? { id: found.id, url: urlOf(found.id) } : null };
      }),
    readThread: (_request, signal) =>
      troubled.call('readThread', signal, () => ({ kind: 'done', value: [...said] })),
  };
}
