import { createRateWindow, Denial } from '../../../testing/loopback-vendor.js';
import { checkBlocks } from './blocks.js';
import { channelOf, deny, rateLimited, refuse, type SlackCall, type SlackMethod } from './call.js';
import { addMessage, type SlackAccount, type SlackMessage, shown } from './state.js';

const postArgs = [
  'channel',
  'text',
  'blocks',
  'metadata',
  'thread_ts',
  'unfurl_links',
  'unfurl_media',
  'parse',
  'link_names',
];

/** `chat.*`, `pins.add`, and reading messages back. */
export function messageMethods(account: SlackAccount): Readonly<Record<string, SlackMethod>> {
  const windows = new Map<string, () => boolean>();
  // About one message a second and channel, short bursts allowed.
  const mayPost = (channel: string): boolean => {
    const window = windows.get(channel) ?? createRateWindow(account.postsPerMinute, 60_000);
    windows.set(channel, window);
    return window();
  };
  return {
    'chat.postMessage': {
      args: postArgs,
      scopes: ['chat:write'],
      answer: (call) => {
        const channel = channelOf(call, true);
        const content = readContent(call);
        if (!mayPost(channel.id)) throw new Denial(rateLimited(1));
        const thread = call.form.get('thread_ts');
        if (thread !== null) messageIn(call, channel.id, thread, 'thread_not_found');
        const posted = { channel: channel.id, thread, user: account.botUser, ...content };
        const message = addMessage(call.state, posted);
        return { channel: channel.id, ts: message.ts, message: show(message, false) };
      },
    },
    'chat.update': {
      args: ['channel', 'ts', 'text', 'blocks', 'metadata', 'parse', 'link_names'],
      scopes: ['chat:write'],
      answer: (call) => {
        const channel = channelOf(call, true);
        const content = readContent(call);
        const message = messageIn(call, channel.id, call.form.get('ts'), 'message_not_found');
        if (message.user !== account.botUser) throw deny('cant_update_message');
        message.text = content.text;
        message.blocks = content.blocks;
        // Metadata that is not sent stays as it was.
        message.metadata = content.metadata ?? message.metadata;
        message.edits += 1;
        return { channel: channel.id, ts: message.ts, text: message.text };
      },
    },
    'chat.delete': {
      args: ['channel', 'ts'],
      scopes: ['chat:write'],
      answer: (call) => {
        const channel = channelOf(call, true);
        const message = messageIn(call, channel.id, call.form.get('ts'), 'message_not_found');
        // "When used with a bot token, may delete only messages posted by that bot."
        if (message.user !== account.botUser) throw deny('cant_delete_message');
        call.state.messages.splice(call.state.messages.indexOf(message), 1);
        channel.pins.delete(message.ts);
        return { channel: channel.id, ts: message.ts };
      },
    },
    'pins.add': {
      args: ['channel', 'timestamp'],
      scopes: ['pins:write'],
      answer: (call) => {
        const channel = channelOf(call, true);
        const ts = call.form.get('timestamp');
        const message = messageIn(call, channel.id, ts, 'message_not_found');
        if (channel.pins.has(message.ts)) throw deny('already_pinned');
        channel.pins.add(message.ts);
        return {};
      },
    },
    'conversations.history': {
      args: ['channel', 'oldest', 'inclusive', 'limit', 'cursor', 'include_all_metadata'],
      scopes: ['channels:history', 'groups:history'],
      // Newest first, without replies.
      answer: (call) => read(call, (each) => each.thread === null, true),
    },
    'conversations.replies': {
      args: ['channel', 'ts', 'oldest', 'inclusive', 'limit', 'cursor', 'include_all_metadata'],
      scopes: ['channels:history', 'groups:history'],
      // The message that was replied to, then the replies, oldest first.
      answer: (call) => {
        const ts = call.form.get('ts');
        messageIn(call, channelOf(call, false).id, ts, 'thread_not_found');
        return read(call, (each) => each.ts === ts || each.thread === ts, false);
      },
    },
  };
}

function read(call: SlackCall, wanted: (each: SlackMessage) => boolean, newest: boolean): object {
  const { form, state, account } = call;
  const channel = channelOf(call, false);
  const limit = Number(form.get('limit') ?? 100);
  // "limit: … maximum of 999".
  if (!(limit >= 1 && limit <= 999)) throw refuse('limit is 1 to 999', 'invalid_limit');
  const oldest = Number(form.get('oldest') ?? 0);
  const all = shown(state, state.messages).filter(
    (each) => each.channel === channel.id && Number(each.ts) >= oldest && wanted(each),
  );
  if (newest) all.reverse();
  const from = Number(form.get('cursor') || 0);
  const size = Math.min(limit, account.largestPage);
  const next = from + size < all.length ? String(from + size) : '';
  const metadata = form.get('include_all_metadata') === 'true';
  return {
    messages: all.slice(from, from + size).map((each) => show(each, metadata)),
    has_more: next !== '',
    response_metadata: { next_cursor: next },
  };
}

function readContent({
  form,
  state,
}: SlackCall): Pick<SlackMessage, 'text' | 'blocks' | 'metadata'> {
  const text = form.get('text') ?? '';
  const blocks = parse(form.get('blocks'), 'invalid_blocks_format');
  if (text === '' && blocks === null) throw refuse('a message needs text', 'no_text');
  // "text: … should be no longer than 40,000 characters".
  if (text.length > 40_000) throw refuse('a text has at most 40,000 characters', 'msg_too_long');
  checkBlocks(blocks);
  const metadata = parse(form.get('metadata'), 'metadata_must_be_json') as SlackMessage['metadata'];
  // Both fields are required.
  if (metadata && (!metadata.event_type || typeof metadata.event_payload !== 'object'))
    throw refuse('metadata needs event_type and event_payload', 'invalid_metadata_format');
  const said = `${text} ${form.get('blocks') ?? ''}`;
  if (/<!(channel|here|everyone|subteam)|<@[UW]/.test(said)) state.mentions.push(said);
  // `link_names` and `parse=full` turn plain @names into mentions.
  if (form.get('link_names') === 'true' || form.get('parse') === 'full') state.mentions.push(said);
  return { text, blocks, metadata };
}

function messageIn(
  { state }: SlackCall,
  channel: string,
  ts: string | null,
  missing: string,
): SlackMessage {
  const message = state.messages.find((each) => each.channel === channel && each.ts === ts);
  if (!message) throw deny(missing);
  return message;
}

function parse(text: string | null, error: string): unknown {
  if (text === null) return null;
  try {
    return JSON.parse(text);
  } catch {
    throw refuse('nested arguments are JSON', error);
  }
}

function show(message: SlackMessage, metadata: boolean): object {
  const { ts, text, user, blocks, thread, files } = message;
  return {
    type: 'message',
    ts,
    text,
    user,
    ...(user === 'UCATOPS' ? { bot_id: 'BCATOPS' } : {}),
    ...(blocks ? { blocks } : {}),
    ...(thread ? { thread_ts: thread } : {}),
    ...(files.length > 0 ? { files } : {}),
    // Metadata comes only when asked for.
    ...(metadata && message.metadata ? { metadata: message.metadata } : {}),
  };
}
