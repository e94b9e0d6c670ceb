import type { Chat, ImportedLine, Outcome } from '../../incidents/ports.js';
import { plainText } from '../../presentation/slack-text.js';
import { arrayOf, type Fields, fieldsOf, type SlackClient, textOf } from './client.js';
import { readPages } from './pages.js';
import { messageUrl, type Self, type Workspace } from './workspace.js';

/** Type of the metadata by which our messages are found again. */
export const markerEvent = 'catops_incident';
const pageSize = 200;
// A busy channel is not read to its end to find another machine's headline: the newest 2,000 messages.
const mostHeadlinePages = 10;
// Our clock and the vendor's may differ; markers are unique, so looking further back is safe.
const clockSlackSeconds = 300;
const mostNames = 30;

interface Page {
  readonly room: string;
  /** Null: the top level of the channel. */
  readonly thread: string | null;
  /** Seconds since the epoch. */
  readonly oldest: number | null;
}

/** A headline as its metadata tells of it. */
interface MarkedHeadline {
  readonly ts: string;
  readonly marker: string;
  /** Null: it is joined by nobody, because there is no key or it is over. */
  readonly join: string | null;
}

/** Reads messages back. */
export interface Reader extends Pick<Chat, 'findMessage' | 'findHeadlines' | 'readThread'> {
  /** Headlines of incidents in a channel, the oldest first. */
  headlines(
    request: { readonly room: string; readonly since: string },
    signal: AbortSignal,
  ): Promise<Outcome<readonly MarkedHeadline[]>>;
}

export function createReader(client: SlackClient, workspace: Workspace): Reader {
  return {
    headlines: async ({ room, since }, signal) => {
      const all: Fields[] = [];
      let pages = 0;
      const oldest = Math.max(0, Date.parse(since) / 1000 - clockSlackSeconds);
      const args = historyOf({ room, thread: null, oldest });
      const read = await readPages(client, 'conversations.history', args, signal, (answer) => {
        all.push(...arrayOf(answer['messages']).map(fieldsOf).filter(isMarked));
        pages += 1;
        return pages >= mostHeadlinePages;
      });
      if (read.kind !== 'done') return read;
      // The newest come first.
      return { ...read, value: all.reverse().map(headlineOf) };
    },
    findHeadlines: async function ({ room, join, since }, signal) {
      const [found, archives] = await Promise.all([
        this.headlines({ room, since }, signal),
        workspace.archives(signal),
      ]);
      if (found.kind !== 'done') return found;
      const live = found.value.filter((each) => each.join === join);
      const value = live.map(({ ts, marker }) => ({
        remote: { id: ts, url: messageUrl(archives, { channel: room, ts, thread: null }) },
        marker,
      }));
      return { ...found, value };
    },
    findMessage: async ({ room, thread, marker, since }, signal) => {
      const oldest = Math.max(0, Date.parse(since) / 1000 - clockSlackSeconds);
      const found = await search(
        { room, thread, oldest },
        (each) => markerIn(each) === marker,
        signal,
      );
      if (found.kind !== 'done') return found;
      const ts = textOf(found.value.hit?.['ts']);
      if (!ts) return { ...found, value: null };
      const url = messageUrl(await workspace.archives(signal), { channel: room, ts, thread });
      return { ...found, value: { id: ts, url } };
    },
    readThread: async ({ room, thread }, signal) => {
      const [self, archives, found] = await Promise.all([
        workspace.self(signal),
        workspace.archives(signal),
        search({ room, thread, oldest: null }, () => false, signal),
      ]);
      if (self.kind !== 'done') return self;
      if (found.kind !== 'done') return found;
      const theirs = found.value.all.filter(
        (each) => Number(each['ts']) > 0 && !isOurs(each, self.value),
      );
      const names = await namesIn(theirs, signal);
      const lines = theirs.map((each) => lineOf(each, { room, thread, names, archives }));
      return { ...found, value: lines };
    },
  };

  /** Arguments of a listing of messages. */
  function historyOf({ room, thread, oldest }: Page): Fields {
    return {
      channel: room,
      ...(thread ? { ts: thread } : {}),
      ...(oldest === null ? {} : { oldest: oldest.toFixed(6), inclusive: true }),
      limit: pageSize,
      include_all_metadata: true,
    };
  }

  /** Pages until something is wanted or there is no more. */
  async function search(
    page: Page,
    wanted: (message: Fields) => boolean,
    signal: AbortSignal,
  ): Promise<Outcome<{ readonly hit: Fields | undefined; readonly all: readonly Fields[] }>> {
    const all: Fields[] = [];
    let hit: Fields | undefined;
    const args = historyOf(page);
    const method = page.thread ? 'conversations.replies' : 'conversations.history';
    const read = await readPages(client, method, args, signal, (answer) => {
      const messages = arrayOf(answer['messages']).map(fieldsOf);
      hit = messages.find(wanted);
      all.push(...messages);
      return hit !== undefined;
    });
    return read.kind === 'done' ? { ...read, value: { hit, all } } : read;
  }

  /** Names of those who wrote or were mentioned; an id where there is none to be had. */
  async function namesIn(
    messages: readonly Fields[],
    signal: AbortSignal,
  ): Promise<ReadonlyMap<string, string>> {
    const ids = new Set<string>();
    for (const message of messages) {
      if (textOf(message['user'])) ids.add(textOf(message['user']));
      for (const [, id] of textOf(message['text']).matchAll(/<@([UW][A-Z0-9]+)/g))
        if (id) ids.add(id);
    }
    const names = new Map<string, string>();
    await Promise.all(
      [...ids].slice(0, mostNames).map(async (id) => {
        const answer = await client.call('users.info', { user: id }, signal);
        if (answer.kind !== 'done') return;
        const user = fieldsOf(answer.value['user']);
        const shown =
          textOf(fieldsOf(user['profile'])['display_name']) || textOf(user['real_name']);
        if (shown) names.set(id, shown);
      }),
    );
    return names;
  }
}

interface ThreadContext {
  readonly room: string;
  readonly thread: string;
  readonly names: ReadonlyMap<string, string>;
  readonly archives: string | null;
}

function lineOf(message: Fields, { room, thread, names, archives }: ThreadContext): ImportedLine {
  const ts = textOf(message['ts']);
  const user = textOf(message['user']);
  const files = arrayOf(message['files']).map(
    (file) => `[file: ${textOf(fieldsOf(file)['name'])}]`,
  );
  const said = plainText(textOf(message['text']), names);
  return {
    id: `slack:${room}:${ts}`,
    at: new Date(Math.round(Number(ts) * 1000)).toISOString(),
    by: names.get(user) ?? (user || textOf(message['username']) || 'Slack'),
    text: [said, ...files].filter(Boolean).join(' '),
    url: messageUrl(archives, { channel: room, ts, thread: ts === thread ? null : thread }),
  };
}

function isMarked(message: Fields): boolean {
  return textOf(fieldsOf(message['metadata'])['event_type']) === markerEvent;
}

function headlineOf(message: Fields): MarkedHeadline {
  const join = textOf(fieldsOf(fieldsOf(message['metadata'])['event_payload'])['join']);
  return { ts: textOf(message['ts']), marker: markerIn(message), join: join || null };
}

function markerIn(message: Fields): string {
  const payload = fieldsOf(fieldsOf(message['metadata'])['event_payload']);
  return textOf(payload['marker']);
}

function isOurs(message: Fields, { userId, botId }: Self): boolean {
  const user = textOf(message['user']);
  const bot = textOf(message['bot_id']);
  return user === userId || (bot !== '' && bot === botId);
}
