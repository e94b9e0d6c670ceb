import { type LoopbackVendor, startLoopbackVendor } from '../../../testing/loopback-vendor.js';
import { deny, rateLimited, readCall, type SlackMethod } from './call.js';
import { channelMethods } from './channel-methods.js';
import { messageMethods } from './message-methods.js';
import {
  addChannel,
  addMessage,
  type SlackAccount,
  type SlackChannel,
  type SlackState,
  testWorkspace,
} from './state.js';

/** Slack's Web API on 127.0.0.1, under `/api/`. */
export interface LoopbackSlack extends LoopbackVendor, SlackState {
  readonly account: SlackAccount;
  /** What `slackApiUrl` wants: with `/api/`. */
  readonly apiUrl: string;
  /** A channel somebody else made; the bot is in it unless said otherwise. */
  addChannel(name: string, options?: { member?: boolean; purpose?: string }): SlackChannel;
  /** A person writes. */
  say(channel: string, thread: string | null, user: string, text: string, file?: string): string;
}

/** Starts it. Its rules are those of docs.slack.dev, each cited where it is checked. */
export async function startLoopbackSlack(
  given: Partial<SlackAccount> = {},
): Promise<LoopbackSlack> {
  const account = { ...testWorkspace, ...given };
  const state: SlackState = { channels: [], messages: [], mentions: [], lagMs: 0 };
  const methods: Readonly<Record<string, SlackMethod>> = {
    ...accountMethods,
    ...channelMethods(account),
    ...messageMethods(account),
  };
  const vendor = await startLoopbackVendor({
    name: 'Slack',
    handle: (request) => {
      const name = /^\/api\/([\w.]+)$/.exec(request.path)?.[1] ?? '';
      const method = methods[name];
      if (!method) return undefined;
      const answer = method.answer(readCall(request, name, method, account, state));
      const headers = { 'x-oauth-scopes': account.scopes.join(',') };
      return { status: 200, body: { ok: true, ...answer }, headers };
    },
    rateLimited,
    failed: () => ({ status: 500, body: 'Internal Server Error' }),
    unknown: () => ({ status: 200, body: { ok: false, error: 'unknown_method' } }),
  });
  return Object.assign(state, vendor, {
    account,
    apiUrl: `${vendor.url}/api/`,
    addChannel: (name: string, options: { member?: boolean; purpose?: string } = {}) => {
      const purpose = options.purpose ?? '';
      const channel = addChannel(state, { name, creator: 'UADA', purpose });
      if (options.member ?? true) channel.members.add(account.botUser);
      return channel;
    },
    say: (channel: string, thread: string | null, user: string, text: string, file?: string) => {
      const files = file === undefined ? [] : [{ name: file }];
      return addMessage(state, { channel, thread, user, text, files }).ts;
    },
  });
}

const accountMethods: Readonly<Record<string, SlackMethod>> = {
  'auth.test': {
    args: [],
    scopes: [],
    answer: ({ account }) => ({
      url: account.teamUrl,
      team: 'Cats',
      team_id: account.teamId,
      user: 'catops',
      user_id: account.botUser,
      bot_id: 'BCATOPS',
    }),
  },
  'users.info': {
    args: ['user'],
    scopes: ['users:read'],
    answer: ({ account, form }) => {
      const person = account.people.find(({ id }) => id === form.get('user'));
      if (!person) throw deny('user_not_found');
      return { user: { id: person.id, real_name: person.name, profile: { display_name: '' } } };
    },
  },
};
