import {
  Denial,
  Refusal,
  type VendorAnswer,
  type VendorRequest,
} from '../../../testing/loopback-vendor.js';
import type { SlackAccount, SlackChannel, SlackState } from './state.js';

/** One call of a method, its form read. */
export interface SlackCall {
  readonly method: string;
  readonly form: URLSearchParams;
  readonly account: SlackAccount;
  readonly state: SlackState;
}

/** One method: which arguments and scopes it knows, and what it does. */
export interface SlackMethod {
  readonly args: readonly string[];
  /** Any one of these; none when the method needs no scope. */
  readonly scopes: readonly string[];
  answer(call: SlackCall): object;
}

/** Checks what holds for every method, as docs.slack.dev, "Using the Web API", has it. */
export function readCall(
  request: VendorRequest,
  method: string,
  rule: SlackMethod,
  account: SlackAccount,
  state: SlackState,
): SlackCall {
  if (request.method !== 'POST') throw refuse('methods are called by POST', 'invalid_post_type');
  // "application/x-www-form-urlencoded"; nested values are JSON strings.
  if (!request.headers['content-type']?.startsWith('application/x-www-form-urlencoded'))
    throw refuse('arguments are form-encoded', 'invalid_form_data');
  // "tokens are no longer accepted in query strings": they belong in the header.
  if (request.query.size > 0) throw refuse('nothing belongs in the query string', 'invalid_auth');
  const form = new URLSearchParams(request.body.toString('utf8'));
  if (form.has('token')) throw refuse('the token belongs in the header', 'invalid_auth');
  const authorization = request.headers['authorization'] ?? '';
  if (!/^Bearer xox[bp]-\S+$/.test(authorization))
    throw refuse('Authorization must be "Bearer xox…"', 'not_authed');
  if (authorization !== `Bearer ${account.token}`) throw deny('invalid_auth');
  for (const name of form.keys())
    if (!rule.args.includes(name))
      throw refuse(`${method} has no argument ${name}`, 'invalid_arguments');
  if (rule.scopes.length > 0 && !rule.scopes.some((scope) => account.scopes.includes(scope)))
    throw deny('missing_scope', {
      needed: rule.scopes.join(','),
      provided: account.scopes.join(','),
    });
  return { method, form, account, state };
}

/** The channel named, if the bot may know of it. */
export function channelOf({ form, state, account }: SlackCall, write: boolean): SlackChannel {
  const id = form.get('channel') ?? '';
  // Methods that write want the id: a name is not found.
  const channel = state.channels.find((each) => each.id === id);
  const member = channel?.members.has(account.botUser) ?? false;
  if (!channel || (channel.isPrivate && !member)) throw deny('channel_not_found');
  if (!member) throw deny('not_in_channel');
  if (write && channel.archived) throw deny('is_archived');
  return channel;
}

/** 200 with `ok: false`: the request was wrong, and the test hears of it. */
export function refuse(rule: string, error: string): Refusal {
  return new Refusal(rule, failed(error));
}

/** 200 with `ok: false`: nothing wrong with the request. */
export function deny(error: string, more: object = {}): Denial {
  return new Denial(failed(error, more));
}

/** 429: `Retry-After` in seconds, "per method and workspace", for posts per channel. */
export function rateLimited(seconds: number | null): VendorAnswer {
  return {
    status: 429,
    body: { ok: false, error: 'ratelimited' },
    headers: seconds === null ? {} : { 'retry-after': String(seconds) },
  };
}

function failed(error: string, more: object = {}): VendorAnswer {
  return { status: 200, body: { ok: false, error, ...more } };
}
