import type { Remote } from '../../incidents/entry.js';
import type { Chat, Outcome, Room } from '../../incidents/ports.js';
import { bounded } from '../../platform/vendor-failure.js';
import { slackText } from '../../presentation/slack-text.js';
import { createSlackClient, type SlackAccess } from './client.js';
import { renderHeadline } from './headline.js';
import { isSlackError } from './platform-failure.js';
import { createPoster } from './post-message.js';
import { createReader, markerEvent } from './read-messages.js';
import { createRooms, type RoomOptions } from './rooms.js';
import { channelUrl, createWorkspace } from './workspace.js';

export interface SlackOptions extends SlackAccess, Partial<RoomOptions> {
  /** Id of the one channel for all incidents; without it each gets a channel of its own. */
  readonly channel?: string | undefined;
}

// "Limit the number of characters in the text field to 4,000"; the rest is in the record.
const longestReply = 3800;
const cutNote = '\n_Cut here: the whole text is in the incident record._';

/** The chat in Slack: one headline edited in place, pinned, detail in its thread. */
export function createSlackChat(options: SlackOptions): Chat {
  const { channel, isPrivate = false, invite = [], timeoutMs = 8000 } = options;
  const client = createSlackClient(options);
  const workspace = createWorkspace(client);
  const reader = createReader(client, workspace);
  const rooms = createRooms(client, workspace, reader, { isPrivate, invite });
  const poster = createPoster(client, workspace);
  const limit = (signal: AbortSignal): AbortSignal => bounded(signal, timeoutMs);

  const post = (
    room: string,
    thread: string | null,
    marks: Marks,
    content: object,
    signal: AbortSignal,
  ): Promise<Outcome<Remote>> =>
    poster.post({ channel: room, thread, metadata: metadataOf(marks), content }, signal);

  return {
    name: 'slack',
    openRoom: async (request, signal) =>
      channel ? sharedRoom(channel, limit(signal)) : rooms.openRoom(request, limit(signal)),
    findRoom: async (request, signal) =>
      channel ? sharedRoom(channel, limit(signal)) : rooms.findRoom(request, limit(signal)),
    postHeadline: ({ room, marker, join = null, headline }, signal) =>
      post(room, null, { marker, join }, renderHeadline(headline), limit(signal)),
    editHeadline: async ({ room, message, join, headline }, signal) => {
      // Metadata that is not sent stays: the marker is kept.
      const marks = join === undefined ? {} : { metadata: metadataOf({ marker: '', join }) };
      const content = { channel: room, ts: message, ...renderHeadline(headline), ...marks };
      return nothing(await client.call('chat.update', content, signal));
    },
    withdraw: async ({ room, message }, signal) => {
      const gone = await client.call('chat.delete', { channel: room, ts: message }, signal);
      if (gone.kind === 'permanent' && isSlackError(gone, 'message_not_found'))
        return { kind: 'done', value: null };
      return nothing(gone);
    },
    pin: async ({ room, message }, signal) => {
      const pinned = await client.call('pins.add', { channel: room, timestamp: message }, signal);
      if (pinned.kind === 'permanent' && isSlackError(pinned, 'already_pinned'))
        return { kind: 'done', value: null };
      return nothing(pinned);
    },
    reply: ({ room, thread, marker, text }, signal) => {
      const whole = slackText(text, longestReply * 2);
      const shown = whole.length > longestReply ? slackText(text, longestReply) + cutNote : whole;
      return post(room, thread, { marker, join: null }, { text: shown || '—' }, limit(signal));
    },
    findMessage: (request, signal) => reader.findMessage(request, limit(signal)),
    findHeadlines: (request, signal) => reader.findHeadlines(request, limit(signal)),
    readThread: (request, signal) => reader.readThread(request, limit(signal)),
  };

  /** Nothing is made, and nothing is asked that the page would have to wait for. */
  async function sharedRoom(id: string, signal: AbortSignal): Promise<Outcome<Room>> {
    const url = channelUrl(await workspace.archives(signal), id);
    return { kind: 'done', value: { id, url } };
  }
}

/** By what a message is found again: as our own, and as that of every machine with the key. */
interface Marks {
  readonly marker: string;
  readonly join: string | null;
}

function metadataOf({ marker, join }: Marks): object {
  const payload = join === null ? { marker } : { marker, join };
  return { event_type: markerEvent, event_payload: payload };
}

function nothing(outcome: Outcome<unknown>): Outcome<null> {
  return outcome.kind === 'done' ? { ...outcome, value: null } : outcome;
}
