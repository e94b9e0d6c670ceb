import type { TrelloClient } from 'trello.js';
import type { Failure, Outcome } from '../../incidents/ports.js';
import { readBody } from '../../platform/read-body.js';
import type { Secret } from '../../platform/secret.js';
import {
  bounded,
  checkedBaseUrl,
  networkFailure,
  notSent,
  retryAfterMs,
  statusFailure,
  type VendorIdentity,
  vendorTimeOf,
} from '../../platform/vendor-failure.js';

/** Where Trello is and what opens it. */
export interface TrelloAccess {
  /** `https://api.trello.com`; http only on this machine. */
  readonly url: string;
  readonly key: Secret;
  readonly token: Secret;
  readonly fetch: typeof globalThis.fetch;
  /** For one call, milliseconds; 8000. */
  readonly timeoutMs?: number | undefined;
}

/** One attempt at one request each; never throws for what the vendor or the network does. */
export interface TrelloCaller {
  readonly identity: VendorIdentity;
  /** Runs calls of the client; the first that is not done ends it. */
  call<T>(signal: AbortSignal, use: (trello: TrelloClient) => Promise<T>): Promise<Outcome<T>>;
}

/** What the client asks its transport for; the parts that are used. */
interface TransportRequest {
  readonly url?: string;
  readonly method?: string;
  readonly params?: Readonly<Record<string, unknown>>;
  readonly data?: unknown;
  readonly headers?: unknown;
}

/** A multipart body as the client makes it. */
interface Multipart {
  getBuffer(): Buffer;
  getHeaders(): Readonly<Record<string, string>>;
}

/** Carries a failure through the client. Holds nothing but what may be shown. */
class TrelloFault extends Error {
  readonly failure: Failure;

  constructor(failure: Failure) {
    super(failure.message);
    this.failure = failure;
  }
}

/**
 * The client with a transport of our own: its own puts key, token and every text into the address,
 * waits for ever, and throws errors that hold them. The package is loaded by the first call.
 */
export function createTrelloCaller(access: TrelloAccess): TrelloCaller {
  const base = checkedBaseUrl('Trello', access.url);
  const { key, token, timeoutMs = 8000 } = access;
  const identity: VendorIdentity = {
    name: 'Trello',
    secrets: [key, token],
    credentialHint: 'Check CATOPS_TRELLO_KEY and CATOPS_TRELLO_TOKEN: catops doctor',
  };

  async function send(request: TransportRequest, signal: AbortSignal): Promise<Answer> {
    const { url, init } = wireOf(base, request);
    const authorization = `OAuth oauth_consumer_key="${key.reveal()}", oauth_token="${token.reveal()}"`;
    let status = 0;
    try {
      const response = await access.fetch(url, {
        ...init,
        headers: { ...init.headers, Accept: 'application/json', Authorization: authorization },
        redirect: 'manual',
        signal,
      });
      status = response.status;
      const text = await readBody(response, signal);
      const header = (name: string) => response.headers.get(name);
      if (!response.ok)
        throw new TrelloFault(
          statusFailure(identity, status, saidBy(text), retryAfterMs(header, 'retry-after')),
        );
      return { body: parse(text), date: header('date') };
    } catch (error) {
      if (error instanceof TrelloFault) throw error;
      if (status === 429) throw new TrelloFault(statusFailure(identity, 429, ''));
      throw new TrelloFault(networkFailure(identity, error, signal));
    }
  }

  return {
    identity,
    call: async (signal, use) => {
      if (signal.aborted) return notSent(identity, 'stopped before');
      const limited = bounded(signal, timeoutMs);
      let date: string | null = null;
      try {
        const { TrelloClient: Client } = await import('./sdk.js');
        const trello = new Client({ key: '', token: '' });
        const transport = async (request: TransportRequest): Promise<unknown> => {
          const answer = await send(request, limited);
          date = answer.date;
          return answer.body;
        };
        const value = await use(Object.assign(trello, { sendRequest: transport }) as TrelloClient);
        const vendorTime = vendorTimeOf(date);
        return { kind: 'done', value, ...(vendorTime ? { vendorTime } : {}) };
      } catch (error) {
        if (error instanceof TrelloFault) return error.failure;
        // A fault of the client itself; its text may hold anything.
        return { kind: 'unknown', message: 'Trello could not be asked.' };
      }
    },
  };
}

interface Answer {
  readonly body: unknown;
  readonly date: string | null;
}

interface Wire {
  readonly url: string;
  readonly init: { method: string; headers: Record<string, string>; body?: string | Uint8Array };
}

/** Only what is read goes into an address; what is written goes into the body. */
function wireOf(base: string, { url = '', method = 'GET', params, data }: TransportRequest): Wire {
  const address = new URL(`${base}/1${url}`);
  const given = Object.entries(params ?? {}).filter(([, value]) => value != null);
  if (method === 'GET') {
    for (const [name, value] of given) address.searchParams.set(name, String(value));
    return { url: address.href, init: { method, headers: {} } };
  }
  if (isMultipart(data)) {
    // Name and type are parts of the form already.
    const headers = { 'Content-Type': data.getHeaders()['content-type'] ?? '' };
    return { url: address.href, init: { method, headers, body: new Uint8Array(data.getBuffer()) } };
  }
  const body = JSON.stringify({ ...Object.fromEntries(given), ...fieldsOf(data) });
  const headers = { 'Content-Type': 'application/json' };
  return { url: address.href, init: { method, headers, body } };
}

function isMultipart(data: unknown): data is Multipart {
  return typeof data === 'object' && data !== null && 'getBuffer' in data;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    const message = 'Trello gave an answer that cannot be read.';
    throw new TrelloFault({ kind: 'unknown', message });
  }
}

/** Errors are plain text, or JSON with `message`. */
function saidBy(text: string): string {
  try {
    const { message, error } = fieldsOf(JSON.parse(text));
    return [error, message].filter((part) => typeof part === 'string').join(': ') || text;
  } catch {
    return text;
  }
}

/** The fields of an object; none of anything else. */
export function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Readonly<Record<string, unknown>>)
    : {};
}

/** The elements of an array, each with its fields; none of anything else. */
export function rowsOf(value: unknown): readonly Readonly<Record<string, unknown>>[] {
  return Array.isArray(value) ? value.map(fieldsOf) : [];
}

/** A text field; empty when it is none. */
export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
