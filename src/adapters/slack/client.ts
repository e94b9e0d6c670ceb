import type { Outcome } from '../../incidents/ports.js';
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
import { platformFailure } from './platform-failure.js';

/** Where Slack is and what opens it. */
export interface SlackAccess {
  /** `https://slack.com`; http only on this machine. */
  readonly url: string;
  /** Bot token, `xoxb-…`. */
  readonly token: Secret;
  readonly fetch: typeof globalThis.fetch;
  /** For one call, milliseconds; 8000. */
  readonly timeoutMs?: number | undefined;
}

/** Fields of an answer, of any shape. */
export type Fields = Readonly<Record<string, unknown>>;

/** One attempt at one method each; never throws for what the vendor or the network does. */
export interface SlackClient {
  readonly identity: VendorIdentity;
  call(method: string, args: Fields, signal: AbortSignal): Promise<Outcome<Fields>>;
}

interface Head {
  readonly status: number;
  header(name: string): string | null;
}

const ignore = (): void => undefined;
// The client logs to stdout, where only answers belong, and whole requests when told to debug.
const silent = {
  debug: ignore,
  info: ignore,
  warn: ignore,
  error: ignore,
  setLevel: ignore,
  getLevel: () => 'error' as never,
  setName: ignore,
};

/**
 * The client with the settings that make it safe: by default it repeats posts for half an hour and
 * waits for ever. The package is loaded by the first call.
 */
export function createSlackClient(access: SlackAccess): SlackClient {
  const base = checkedBaseUrl('Slack', access.url);
  const { token, timeoutMs = 8000 } = access;
  const identity: VendorIdentity = {
    name: 'Slack',
    secrets: [token],
    credentialHint: 'Check CATOPS_SLACK_TOKEN and the scopes of the app: catops doctor',
  };

  async function call(method: string, args: Fields, signal: AbortSignal): Promise<Outcome<Fields>> {
    if (signal.aborted) return notSent(identity, 'stopped before');
    const limited = bounded(signal, timeoutMs);
    let head: Head | undefined;
    try {
      const { WebClient } = await import('./sdk.js');
      const client = new WebClient(token.reveal(), {
        slackApiUrl: `${base}/api/`,
        retryConfig: { retries: 0 },
        rejectRateLimitedCalls: true,
        allowAbsoluteUrls: false,
        logger: silent,
        // It takes no signal, and forgets the head of an answer.
        fetch: async (url, init) => {
          const request = { ...init, redirect: 'manual', signal: limited } as RequestInit;
          const response = await access.fetch(url as string, request);
          head = { status: response.status, header: (name) => response.headers.get(name) };
          const body = await readBody(response, limited);
          const { status, headers } = response;
          return new Response(body === '' ? null : body, { status, headers }) as never;
        },
      });
      const value = (await client.apiCall(method, { ...args })) as unknown as Fields;
      const vendorTime = vendorTimeOf(head?.header('date'));
      return { kind: 'done', value, ...(vendorTime ? { vendorTime } : {}) };
    } catch (error) {
      return failureOf(identity, error, head, limited);
    }
  }
  return { identity, call };
}

/** Nothing thrown is kept: errors of the client carry the request, its answer or its address. */
function failureOf(
  identity: VendorIdentity,
  error: unknown,
  head: Head | undefined,
  signal: AbortSignal,
): Outcome<never> {
  const wait = head ? retryAfterMs(head.header, 'retry-after') : null;
  if (head && head.status !== 200) return statusFailure(identity, head.status, bodyOf(error), wait);
  const data = error instanceof Error && 'data' in error ? fieldsOf(error.data) : undefined;
  if (data) return platformFailure(identity, data, wait);
  return networkFailure(identity, error, signal);
}

function bodyOf(error: unknown): string {
  if (!(error instanceof Error) || !('body' in error)) return '';
  return typeof error.body === 'string' ? error.body : (JSON.stringify(error.body) ?? '');
}

/** The fields of an object; none of anything else. */
export function fieldsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Fields)
    : {};
}

/** The elements of an array; none of anything else. */
export function arrayOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** A text field; empty when it is none. */
export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
