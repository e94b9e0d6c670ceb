import { join } from 'node:path';
import type { Chat, Headline } from '../../../incidents/ports.js';
import { createPracticeFiles, Gone, nameOf, practised, quoted } from './practice-files.js';

interface Message {
  readonly id: string;
  readonly marker: string;
  readonly join: string | null;
  readonly thread: string | null;
  readonly text: string;
  readonly headline: Headline | null;
  readonly pinned: boolean;
}

interface Channel {
  readonly name: string;
  readonly marker: string;
  readonly topic: string;
  readonly messages: readonly Message[];
}

/** The chat as one file a channel, in `practice/chat`. */
export function createPracticeChat(options: { readonly directory: string }): Chat {
  const files = createPracticeFiles<Channel>(join(options.directory, 'chat'), render);
  const place = (id: string, room: string) => ({ id, url: files.url(room) });
  const channel = async (room: string): Promise<Channel> => {
    const found = await files.get(room);
    if (!found) throw new Gone(`there is no channel ${room}`);
    return found;
  };
  const post = async (room: string, message: Omit<Message, 'id' | 'pinned'>) => {
    const found = await channel(room);
    const id = `m${found.messages.length + 1}`;
    await files.put(room, {
      ...found,
      messages: [...found.messages, { ...message, id, pinned: false }],
    });
    return place(id, room);
  };
  const edit = async (room: string, id: string, change: Partial<Message>) => {
    const found = await channel(room);
    if (!found.messages.some((message) => message.id === id)) throw new Gone(`no message ${id}`);
    const messages = found.messages.map((one) => (one.id === id ? { ...one, ...change } : one));
    await files.put(room, { ...found, messages });
    return null;
  };
  const find = async (channelName: string, marker: string) => {
    for (const id of [channelName, `${channelName}-${nameOf(marker).slice(0, 4)}`]) {
      const found = await files.get(id);
      if (!found) return { id, taken: false };
      if (found.marker === marker) return { id, taken: true };
    }
    return { id: `${channelName}-${nameOf(marker)}`, taken: false };
  };
  return {
    name: 'practice',
    openRoom: ({ marker, channelName, topic }) =>
      practised(async () => {
        const { id, taken } = await find(channelName, marker);
        if (!taken) await files.put(id, { name: id, marker, topic, messages: [] });
        return place(id, id);
      }),
    findRoom: ({ marker, channelName }) =>
      practised(async () => {
        const { id, taken } = await find(channelName, marker);
        return taken ? place(id, id) : null;
      }),
    postHeadline: ({ room, marker, join = null, headline }) =>
      practised(() => post(room, { marker, join, headline, thread: null, text: headline.title })),
    editHeadline: ({ room, message, join, headline }) =>
      practised(() => {
        const marks = join === undefined ? {} : { join };
        return edit(room, message, { headline, text: headline.title, ...marks });
      }),
    findHeadlines: ({ room, join }) =>
      practised(async () =>
        (await channel(room)).messages
          .filter((one) => one.headline && one.join === join)
          .map(({ id, marker }) => ({ remote: place(id, room), marker })),
      ),
    withdraw: ({ room, message }) =>
      practised(async () => {
        const found = await channel(room);
        const messages = found.messages.filter(({ id }) => id !== message);
        await files.put(room, { ...found, messages });
        return null;
      }),
    pin: ({ room, message }) => practised(() => edit(room, message, { pinned: true })),
    reply: ({ room, thread, marker, text }) =>
      practised(() => post(room, { marker, join: null, thread, text, headline: null })),
    findMessage: ({ room, thread, marker }) =>
      practised(async () => {
        const { messages } = await channel(room);
        const found = messages.find((one) => one.marker === marker && one.thread === thread);
        return found ? place(found.id, room) : null;
      }),
    readThread: () => practised(async () => []),
  };
}

function render({ name, topic, messages }: Channel): string {
  return [`# #${name} (practice)`, '', quoted(topic), ...messages.flatMap(renderMessage)].join(
    '\n',
  );
}

function renderMessage({ headline, text, thread, pinned }: Message): readonly string[] {
  if (!headline) return ['', thread === null ? quoted(text) : quoted(text).replace(/^/gm, '> ')];
  const { id, severity, state, facts, links, updatedAt } = headline;
  return [
    '',
    `## ${id} · ${severity} · ${state}${pinned ? ' (pinned)' : ''}`,
    '',
    quoted(text),
    '',
    ...facts.map(({ label, value }) => `- ${label}:\n${quoted(value)}`),
    ...links.map(({ title, url }) => `- ${title}: <${url}>`),
    '',
    `as of ${updatedAt}`,
  ];
}
