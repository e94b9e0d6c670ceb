import type { Chat, Outcome, Room } from '../../incidents/ports.js';
import { slackLine } from '../../presentation/slack-text.js';
import { arrayOf, type Fields, fieldsOf, type SlackClient, textOf } from './client.js';
import { readPages } from './pages.js';
import { isSlackError } from './platform-failure.js';
import { channelUrl, type Workspace } from './workspace.js';

interface Channel {
  readonly id: string;
  readonly name: string;
  readonly purpose: string;
  readonly creator: string;
}

/** What a room needs of the settings. */
export interface RoomOptions {
  /** True: only who is invited sees the channel of an incident. */
  readonly isPrivate: boolean;
  /** User ids that are invited to the channel of an incident. */
  readonly invite: readonly string[];
}

// A name may belong to somebody else, who keeps it: then `-2` and so on, the same in every attempt.
const mostNames = 5;
const longestName = 80;
const pageSize = 1000;
const longestTopic = 250;

/** A channel for each incident, known by the marker in its purpose. */
export function createRooms(
  client: SlackClient,
  workspace: Workspace,
  { isPrivate, invite }: RoomOptions,
): Pick<Chat, 'openRoom' | 'findRoom'> {
  return {
    openRoom: async ({ marker, channelName, topic }, signal) => {
      const taken = remember(() => channelsNamed(channelName, signal));
      for (const name of namesOf(channelName)) {
        const channel = await makeOrAdopt(name, marker, taken, signal);
        if (channel.kind !== 'done') return channel;
        if (channel.value) return setUp(channel.value, marker, topic, signal);
      }
      return {
        kind: 'permanent',
        code: 'refused',
        message: `Slack has channels named ${channelName} up to ${mostNames} that are not ours.`,
        hint: 'Rename or archive them, or set CATOPS_SLACK_CHANNEL; then catops incident sync.',
      };
    },
    findRoom: async ({ marker, channelName }, signal) => {
      const found = await channelsNamed(channelName, signal);
      if (found.kind !== 'done') return found;
      for (const channel of found.value.values()) {
        const mine = await isMine(channel, marker, signal);
        if (mine.kind !== 'done') return mine;
        if (mine.value) return { ...found, value: await roomOf(channel, signal) };
      }
      return { ...found, value: null };
    },
  };

  /** The channel of that name if it can be made or is ours; null when it is somebody else's. */
  async function makeOrAdopt(
    name: string,
    marker: string,
    taken: () => Promise<Outcome<ReadonlyMap<string, Channel>>>,
    signal: AbortSignal,
  ): Promise<Outcome<Channel | null>> {
    const args = { name, is_private: isPrivate };
    const made = await client.call('conversations.create', args, signal);
    if (made.kind === 'done') return { ...made, value: channelOf(fieldsOf(made.value['channel'])) };
    if (!isSlackError(made, 'name_taken')) return made;
    const listed = await taken();
    if (listed.kind !== 'done') return listed;
    const channel = listed.value.get(name);
    // Ours of a moment ago may not be listed yet: another name now would make a second one.
    if (!channel)
      return { kind: 'unknown', message: `Slack has a channel ${name} that it does not list.` };
    const mine = await isMine(channel, marker, signal);
    return mine.kind === 'done' ? { ...mine, value: mine.value ? channel : null } : mine;
  }

  /** The marker first: without it nobody can tell whose channel this is. */
  async function setUp(
    channel: Channel,
    marker: string,
    topic: string,
    signal: AbortSignal,
  ): Promise<Outcome<Room>> {
    const purpose = `Kept by catops ${marker}`;
    const marked = channel.purpose.includes(marker)
      ? ({ kind: 'done', value: {} } as const)
      : await client.call('conversations.setPurpose', { channel: channel.id, purpose }, signal);
    if (marked.kind !== 'done') return marked;
    // The headline says the same as the topic, and people can be invited later: neither may fail it.
    const shown = slackLine(topic, longestTopic);
    const [room] = await Promise.all([
      roomOf(channel, signal),
      client.call('conversations.setTopic', { channel: channel.id, topic: shown }, signal),
      ...invite.map((users) =>
        client.call('conversations.invite', { channel: channel.id, users }, signal),
      ),
    ]);
    return { ...marked, value: room };
  }

  /** Ours by its marker, or made by us and not marked yet: killed between the two. */
  async function isMine(
    { purpose, creator }: Channel,
    marker: string,
    signal: AbortSignal,
  ): Promise<Outcome<boolean>> {
    if (purpose.includes(marker)) return { kind: 'done', value: true };
    if (purpose !== '') return { kind: 'done', value: false };
    const self = await workspace.self(signal);
    return self.kind === 'done' ? { kind: 'done', value: creator === self.value.userId } : self;
  }

  async function roomOf({ id }: Channel, signal: AbortSignal): Promise<Room> {
    return { id, url: channelUrl(await workspace.archives(signal), id) };
  }

  /** Every channel that has one of the names, archived ones too: they keep theirs. */
  async function channelsNamed(
    channelName: string,
    signal: AbortSignal,
  ): Promise<Outcome<ReadonlyMap<string, Channel>>> {
    const names = new Set(namesOf(channelName));
    const found = new Map<string, Channel>();
    const types = 'public_channel,private_channel';
    const args = { types, exclude_archived: false, limit: pageSize };
    const read = await readPages(client, 'conversations.list', args, signal, ({ channels }) => {
      for (const channel of arrayOf(channels).map(fieldsOf).map(channelOf))
        if (names.has(channel.name)) found.set(channel.name, channel);
      return false;
    });
    return read.kind === 'done' ? { ...read, value: found } : read;
  }
}

/** Asks once. */
function remember<T>(ask: () => Promise<T>): () => Promise<T> {
  let asked: Promise<T> | undefined;
  return () => {
    asked ??= ask();
    return asked;
  };
}

function namesOf(channelName: string): string[] {
  return Array.from({ length: mostNames }, (_, at) => {
    const suffix = at === 0 ? '' : `-${at + 1}`;
    return `${channelName.slice(0, longestName - suffix.length)}${suffix}`;
  });
}

function channelOf(channel: Fields): Channel {
  return {
    id: textOf(channel['id']),
    name: textOf(channel['name']),
    purpose: textOf(fieldsOf(channel['purpose'])['value']),
    creator: textOf(channel['creator']),
  };
}
