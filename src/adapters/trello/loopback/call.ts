import {
  Denial,
  Refusal,
  type VendorAnswer,
  type VendorRequest,
} from '../../../testing/loopback-vendor.js';
import type { TrelloAccount, TrelloBoard, TrelloCard, TrelloState } from './state.js';

/** One request, its arguments read from wherever they may be. */
export interface TrelloCall {
  readonly request: VendorRequest;
  readonly account: TrelloAccount;
  readonly state: TrelloState;
  readonly parts: readonly string[];
  readonly args: Readonly<Record<string, unknown>>;
  readonly file: { readonly name: string; readonly content: Buffer } | null;
}

const secretNames = ['key', 'token', 'oauth_token', 'oauth_consumer_key'];
// Some 8 KB of URL is where the real one answers 414.
const longestUrl = 8 * 1024;

/** Checks credentials: "Authorization: OAuth oauth_consumer_key="…", oauth_token="…"". */
export function checkCredentials(request: VendorRequest, account: TrelloAccount): void {
  // Key and token may go in the query string there; here never, because URLs end up in logs.
  for (const name of secretNames)
    if (request.query.has(name))
      throw refuse(`${name} does not belong in a URL`, 400, 'bad request');
  const url = `${request.path}?${request.query}`;
  if (url.includes(account.token) || url.includes(account.key))
    throw refuse('a credential is in the URL', 400, 'bad request');
  if (url.length > longestUrl) throw refuse('a URL has some 8 KB', 414, 'URI Too Long');
  const match = /^OAuth oauth_consumer_key="([^"]+)", oauth_token="([^"]+)"$/.exec(
    request.headers['authorization'] ?? '',
  );
  if (!match) throw refuse('Authorization must be OAuth with key and token', 401, 'missing key');
  if (match[1] !== account.key) throw deny(401, 'invalid key');
  if (match[2] !== account.token) throw deny(401, 'invalid token');
}

/** Arguments of a request: the query of a GET, else a JSON body or a multipart form. */
export async function readArguments(
  request: VendorRequest,
): Promise<Pick<TrelloCall, 'args' | 'file'>> {
  if (request.method === 'GET') return { args: Object.fromEntries(request.query), file: null };
  if (request.query.size > 0)
    throw refuse('a write keeps its text out of the URL', 400, 'bad request');
  const type = request.headers['content-type'] ?? '';
  if (type.startsWith('application/json')) {
    try {
      return { args: JSON.parse(request.body.toString('utf8')), file: null };
    } catch {
      throw refuse('the body is not JSON', 400, 'invalid JSON');
    }
  }
  if (!type.startsWith('multipart/form-data'))
    throw refuse('a body is JSON or multipart', 415, 'Unsupported Media Type');
  const form = await new Response(new Uint8Array(request.body), {
    headers: { 'content-type': type },
  }).formData();
  const args: Record<string, unknown> = {};
  let file: TrelloCall['file'] = null;
  for (const [name, value] of form) {
    if (typeof value === 'string') args[name] = value;
    else if (name === 'file')
      file = { name: value.name, content: Buffer.from(await value.arrayBuffer()) };
    else throw refuse('the file goes in the part "file"', 400, 'bad request');
  }
  return { args, file };
}

/** Refuses arguments that are not documented for this method. */
export function only({ args }: TrelloCall, ...names: readonly string[]): void {
  for (const name of Object.keys(args))
    if (!names.includes(name)) throw refuse(`there is no argument ${name}`, 400, 'bad request');
}

/** A text argument within its length; undefined when it is not there. */
export function textOf(call: TrelloCall, name: string, most: number): string | undefined {
  const value = call.args[name];
  if (value === undefined) return undefined;
  if (typeof value !== 'string') throw refuse(`${name} is text`, 400, `invalid value for ${name}`);
  if (value.length > most)
    throw refuse(`${name} has at most ${most} characters`, 400, `invalid value for ${name}`);
  return value;
}

export function cardOf({ state, parts: [id] }: TrelloCall): TrelloCard {
  const card = state.cards.find((each) => each.id === id);
  // The answer to an id that is none, and to a card that is not there.
  if (!/^[0-9a-f]{24}$/.test(id ?? '')) throw refuse('an id has 24 hex digits', 400, 'invalid id');
  if (!card) throw deny(404, 'The requested resource was not found.');
  return card;
}

export function boardOf({ account, parts: [id] }: TrelloCall): TrelloBoard {
  const board = account.boards.find((each) => each.id === id);
  if (!board) throw deny(404, 'board not found');
  return board;
}

/** Errors of the real one are plain text. */
export function refuse(rule: string, status: number, text: string): Refusal {
  return new Refusal(rule, { status, body: text });
}

export function deny(status: number, text: string): Denial {
  return new Denial({ status, body: text });
}

/** "429 … API_TOKEN_LIMIT_EXCEEDED": 100 in 10 seconds with one token. No word of when. */
export function rateLimited(seconds: number | null): VendorAnswer {
  return {
    status: 429,
    body: { error: 'API_TOKEN_LIMIT_EXCEEDED', message: 'Rate limit exceeded' },
    headers: seconds === null ? {} : { 'retry-after': String(seconds) },
  };
}
