import type { Chat, Outcome, Room, RoomRequest } from '../../incidents/ports.js';
import { slackLine } from '../../presentation/slack-text.js';
import { arrayOf, type Fields, fieldsOf, type SlackClient, textOf } from './client.js';
import { readPages } from './pages.js';
import { isSlackError } from './platform-failure.js';
import type { Reader } from './read-messages.js';
import { channelUrl, type Workspace } from './workspace.js';

/** `joined`: of another machine with the same key. */
type Whose = 'mine' | 'joined';

interface Owned extends Channel {
  readonly whose: Whose;
}

interface Channel {
  readonly id: string;
  readonly name: string;
  readonly purpose: string;
  readonly creator: string;
  readonly isArchived: boolean;
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
  reader: Reader,
  { isPrivate, invite }: RoomOptions,
): Pick<Chat, 'openRoom' | 'findRoom'> {
  return {
    openRoom: async ({ topic, ...request }, signal) => {
      const { channelName } = request;
      const taken = remember(() => channelsNamed(channelName, signal));
      for (const name of namesOf(channelName)) {
        const channel = await makeOrAdopt(name, request, taken, signal);
        if (channel.kind !== 'done') return channel;
        const { value } = channel;
        if (value?.whose === 'joined')
          return { ...channel, value: await roomOf(value, signal), joined: true };
        if (value) return setUp(value, request, topic, signal);
      }
      return {
        kind: 'permanent',
        code: 'refused',
        message: `Slack has channels named ${channelName} up to ${mostNames} that are not ours.`,
        hint: 'Rename or archive them, or set CATOPS_SLACK_CHANNEL; then catops incident sync.',
      };
    },
    findRoom: async (request, signal) => {
      const found = await channelsNamed(request.channelName, signal);
      if (found.kind !== 'done') return found;
      for (const channel of found.value.values()) {
        const whose = await whoseIs(channel, request, signal);
        if (whose.kind !== 'done') return whose;
        if (whose.value) return { ...found, value: await roomOf(channel, signal) };
      }
      return { ...found, value: null };
    },
  };

  /** The channel of that name if it can be made or is ours; null when it is somebody else's. */
  async function makeOrAdopt(
    name: string,
    request: RoomRequest,
    taken: () => Promise<Outcome<ReadonlyMap<string, Channel>>>,
    signal: AbortSignal,
  ): Promise<Outcome<Owned | null>> {
    const args = { name, is_private: isPrivate };
    const made = await client.call('conversations.create', args, signal);
    if (made.kind === 'done') {
      const channel = channelOf(fieldsOf(made.value['channel']));
      return { ...made, value: { ...channel, whose: 'mine' } };
    }
    if (!isSlackError(made, 'name_taken')) return made;
    const listed = await taken();
    if (listed.kind !== 'done') return listed;
    const channel = listed.value.get(name);
    // Ours of a moment ago may not be listed yet: another name now would make a second one.
    if (!channel)
      return { kind: 'unknown', message: `Slack has a channel ${name} that it does not list.` };
    const found = await whoseIs(channel, request, signal);
    if (found.kind !== 'done') return found;
    const { value: whose } = found;
    return { ...found, value: whose && { ...channel, whose } };
  }

  /** The marker first: without it nobody can tell whose channel this is. */
  async function setUp(
    channel: Channel,
    { marker, join }: RoomRequest,
    topic: string,
    signal: AbortSignal,
  ): Promise<Outcome<Room>> {
    const purpose = ['Kept by catops', marker, join].filter(Boolean).join(' ');
    const marked = channel.purpose.split(' ').includes(marker)
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

  /**
   * Ours by its marker, or made by us and not marked yet: killed between the two. Joined when it is
   * another machine's with the same key. Null: somebody else's.
   */
  async function whoseIs(
    channel: Channel,
    { marker, join }: RoomRequest,
    signal: AbortSignal,
  ): Promise<Outcome<Whose | null>> {
    const { purpose, creator } = channel;
    const marks = purpose.split(' ');
    if (marks.includes(marker)) return { kind: 'done', value: 'mine' };
    if (join && marks.includes(join)) return isGoingOn(channel, join, signal);
    if (purpose !== '') return { kind: 'done', value: null };
    const self = await workspace.self(signal);
    if (self.kind !== 'done') return self;
    return { kind: 'done', value: creator === self.value.userId ? 'mine' : null };
  }

  /** A key may be used again when what it stood for is over: that channel is left as it is. */
  async function isGoingOn(
    { id, isArchived }: Channel,
    join: string,
    signal: AbortSignal,
  ): Promise<Outcome<Whose | null>> {
    if (isArchived) return { kind: 'done', value: null };
    const found = await reader.headlines({ room: id, since: new Date(0).toISOString() }, signal);
    if (found.kind !== 'done') return found;
    // Without a headline it has just been made, and the headline is on its way.
    const live = found.value.length === 0 || found.value.some((each) => each.join === join);
    return { ...found, value: live ? 'joined' : null };
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
    isArchived: channel['is_archived'] === true,
  };
}
