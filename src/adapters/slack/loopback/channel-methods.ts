import { createRateWindow, Denial } from '../../../testing/loopback-vendor.js';
import { channelOf, deny, rateLimited, refuse, type SlackCall, type SlackMethod } from './call.js';
import { addChannel, type SlackAccount, type SlackChannel, shown } from './state.js';

/** `conversations.*` that make, name and list channels. */
export function channelMethods(account: SlackAccount): Readonly<Record<string, SlackMethod>> {
  // Tier 2: 20 a minute.
  const mayCreate = createRateWindow(account.createsPerMinute, 60_000);
  const mayList = createRateWindow(account.listsPerMinute, 60_000);
  return {
    'conversations.create': {
      args: ['name', 'is_private'],
      scopes: ['channels:manage', 'groups:write'],
      answer: (call) => {
        if (!mayCreate()) throw new Denial(rateLimited(30));
        return { channel: show(create(call), account), context_team_id: account.teamId };
      },
    },
    'conversations.list': {
      args: ['types', 'exclude_archived', 'limit', 'cursor'],
      scopes: ['channels:read', 'groups:read'],
      answer: (call) => {
        if (!mayList()) throw new Denial(rateLimited(30));
        return list(call);
      },
    },
    'conversations.info': {
      args: ['channel'],
      scopes: ['channels:read', 'groups:read'],
      answer: (call) => ({ channel: show(known(call), account) }),
    },
    'conversations.setPurpose': {
      args: ['channel', 'purpose'],
      scopes: ['channels:manage', 'groups:write'],
      answer: (call) => {
        const channel = channelOf(call, true);
        channel.purpose = short(call, 'purpose');
        return { purpose: channel.purpose };
      },
    },
    'conversations.setTopic': {
      args: ['channel', 'topic'],
      scopes: ['channels:manage', 'groups:write'],
      answer: (call) => {
        const channel = channelOf(call, true);
        channel.topic = short(call, 'topic');
        return { channel: show(channel, account) };
      },
    },
    'conversations.invite': {
      args: ['channel', 'users'],
      scopes: ['channels:manage', 'groups:write'],
      answer: (call) => {
        const channel = channelOf(call, true);
        for (const user of (call.form.get('users') ?? '').split(',')) {
          if (!call.account.people.some(({ id }) => id === user)) throw deny('user_not_found');
          if (channel.members.has(user)) throw deny('already_in_channel');
          channel.members.add(user);
        }
        return { channel: show(channel, account) };
      },
    },
  };
}

function create({ form, state, account }: SlackCall): SlackChannel {
  const name = form.get('name') ?? '';
  // "Channel names may only contain lowercase letters, numbers, hyphens, and underscores, and must
  // be 80 characters or less."
  if (name === '') throw refuse('a channel needs a name', 'invalid_name_required');
  if (name.length > 80) throw refuse('a name has at most 80 characters', 'invalid_name_maxlength');
  if (!/^[a-z0-9_-]+$/.test(name)) throw refuse('a name is a-z 0-9 - _', 'invalid_name_specials');
  // Archived channels keep their name.
  if (state.channels.some((each) => each.name === name)) throw deny('name_taken');
  const isPrivate = form.get('is_private') === 'true';
  return addChannel(state, { name, isPrivate, creator: account.botUser });
}

function list(call: SlackCall): object {
  const { form, state, account } = call;
  const types = (form.get('types') ?? 'public_channel').split(',');
  const limit = Number(form.get('limit') ?? 100);
  // "limit: … must be an integer under 1000" (1000 itself is taken).
  if (!(limit >= 1 && limit <= 1000)) throw refuse('limit is 1 to 1000', 'invalid_limit');
  const all = shown(state, state.channels).filter(
    (each) =>
      types.includes(each.isPrivate ? 'private_channel' : 'public_channel') &&
      (!each.isPrivate || each.members.has(account.botUser)) &&
      (form.get('exclude_archived') !== 'true' || !each.archived),
  );
  const from = Number(form.get('cursor') || 0);
  const size = Math.min(limit, account.largestPage);
  const next = from + size < all.length ? String(from + size) : '';
  return {
    channels: all.slice(from, from + size).map((each) => show(each, account)),
    response_metadata: { next_cursor: next },
  };
}

function known({ form, state, account }: SlackCall): SlackChannel {
  const channel = state.channels.find((each) => each.id === form.get('channel'));
  if (!channel || (channel.isPrivate && !channel.members.has(account.botUser)))
    throw deny('channel_not_found');
  return channel;
}

/** Topic and purpose have at most 250 characters. */
function short({ form }: SlackCall, name: string): string {
  const text = form.get(name) ?? '';
  if (text.length > 250) throw refuse(`${name} has at most 250 characters`, 'too_long');
  return text;
}

function show(channel: SlackChannel, account: SlackAccount): object {
  return {
    id: channel.id,
    name: channel.name,
    is_channel: true,
    is_private: channel.isPrivate,
    is_archived: channel.archived,
    is_member: channel.members.has(account.botUser),
    created: Math.floor(channel.madeAt / 1000),
    creator: channel.creator,
    topic: { value: channel.topic },
    purpose: { value: channel.purpose },
  };
}
