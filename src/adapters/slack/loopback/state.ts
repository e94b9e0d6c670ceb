import { vendorNow } from '../../../testing/loopback-vendor.js';

export interface SlackChannel {
  readonly id: string;
  readonly name: string;
  readonly isPrivate: boolean;
  readonly creator: string;
  readonly madeAt: number;
  archived: boolean;
  topic: string;
  purpose: string;
  readonly members: Set<string>;
  readonly pins: Set<string>;
}

export interface SlackMessage {
  readonly channel: string;
  readonly ts: string;
  readonly thread: string | null;
  readonly user: string;
  readonly madeAt: number;
  text: string;
  blocks: unknown;
  metadata: { readonly event_type: string; readonly event_payload: unknown } | null;
  edits: number;
  readonly files: readonly { readonly name: string }[];
}

/** Who the token is, and what a workspace allows. */
export interface SlackAccount {
  readonly token: string;
  readonly botUser: string;
  readonly teamId: string;
  readonly teamUrl: string;
  readonly scopes: readonly string[];
  readonly people: readonly { readonly id: string; readonly name: string }[];
  readonly postsPerMinute: number;
  readonly createsPerMinute: number;
  readonly listsPerMinute: number;
  /** How many channels or messages one page of a listing may hold at most. */
  readonly largestPage: number;
}

/** Everything the loopback workspace holds, for tests to count. */
export interface SlackState {
  readonly channels: SlackChannel[];
  readonly messages: SlackMessage[];
  /** Texts in which somebody would have been mentioned or a whole channel woken. */
  readonly mentions: string[];
  /** Milliseconds until something new shows in listings. */
  lagMs: number;
}

/** The workspace tests use unless they say otherwise; its token is a canary. */
export const testWorkspace: SlackAccount = {
  token: 'xoxb-canary-slack-token-s1',
  botUser: 'UCATOPS',
  teamId: 'TTEAM01',
  teamUrl: 'https://cats.slack.com/',
  scopes: [
    'channels:history',
    'channels:manage',
    'channels:read',
    'chat:write',
    'groups:history',
    'groups:read',
    'groups:write',
    'pins:write',
    'users:read',
  ],
  people: [
    { id: 'UADA', name: 'Ada Mouser' },
    { id: 'UGRACE', name: 'Grace Whiskers' },
  ],
  postsPerMinute: 60,
  createsPerMinute: 20,
  listsPerMinute: 20,
  largestPage: 1000,
};

let channels = 0;
let stamps = 0;

/** A channel, made by `creator`. */
export function addChannel(
  state: SlackState,
  given: { name: string; creator: string; isPrivate?: boolean; purpose?: string },
): SlackChannel {
  channels += 1;
  const channel: SlackChannel = {
    id: `C${String(channels).padStart(8, '0')}`,
    name: given.name,
    isPrivate: given.isPrivate ?? false,
    creator: given.creator,
    madeAt: vendorNow(),
    archived: false,
    topic: '',
    purpose: given.purpose ?? '',
    members: new Set([given.creator]),
    pins: new Set(),
  };
  state.channels.push(channel);
  return channel;
}

/** A message; its `ts` is unique in the workspace. */
export function addMessage(
  state: SlackState,
  given: Pick<SlackMessage, 'channel' | 'thread' | 'user' | 'text'> & Partial<SlackMessage>,
): SlackMessage {
  stamps += 1;
  const madeAt = vendorNow();
  const message: SlackMessage = {
    blocks: null,
    metadata: null,
    files: [],
    ...given,
    edits: 0,
    madeAt,
    ts: `${Math.floor(madeAt / 1000)}.${String(stamps).padStart(6, '0')}`,
  };
  state.messages.push(message);
  return message;
}

/** What listings show: the newest comes late while `lagMs` is set. */
export function shown<T extends { readonly madeAt: number }>(
  state: SlackState,
  things: readonly T[],
): T[] {
  const until = vendorNow() - state.lagMs;
  return things.filter(({ madeAt }) => state.lagMs === 0 || madeAt <= until);
}
