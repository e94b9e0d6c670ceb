import type { Outcome } from '../../incidents/ports.js';
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
import { OneAttemptAgent } from './one-attempt-agent.js';

/** Where PagerDuty is and what opens it. */
export interface PagerDutyAccess {
  /** `https://events.pagerduty.com`; http only on this machine. */
  readonly eventsUrl: string;
  /** `https://api.pagerduty.com`. */
  readonly apiUrl: string;
  /** Integration key of Events API v2: pages one service. */
  readonly routingKey: Secret;
  /** REST key; without it pages go out and nothing can be read. */
  readonly token?: Secret | undefined;
  /** E-mail of the user in whose name REST writes. */
  readonly from?: string | undefined;
  /** For one call, milliseconds; 8000. */
  readonly timeoutMs?: number | undefined;
}

/** The parts of an answer that are used: JSON of any shape. */
export type Json = unknown;

/** One attempt at one call each; never throws for what the vendor or the network does. */
export interface PagerDutyClient {
  readonly identity: VendorIdentity;
  /** `POST /v2/enqueue`; the routing key is added. `onWritten` once it is on the wire. */
  event(event: object, signal: AbortSignal, onWritten?: () => void): Promise<Outcome<Json>>;
  /** `POST /v2/change/enqueue`: something was changed. Nobody is woken; repeated, it is two changes. */
  change(event: object, signal: AbortSignal): Promise<Outcome<Json>>;
  get(endpoint: string, query: Query, signal: AbortSignal): Promise<Outcome<Json>>;
  put(endpoint: string, data: object, signal: AbortSignal): Promise<Outcome<Json>>;
}

type Query = Readonly<Record<string, string | string[]>>;

/** What is passed through the client to its `fetch`; its own types know half of it. */
interface Passed {
  readonly server: string;
  readonly agent: OneAttemptAgent;
  readonly signal: AbortSignal;
  readonly requestTimeout: number;
  readonly retryTimeout: number;
  readonly redirect: 'manual';
}

interface Replied {
  readonly status: number;
  readonly data?: Json;
}

interface Pdjs {
  event(call: Passed & { readonly data: object }): Promise<Replied>;
  change(call: Passed & { readonly data: object }): Promise<Replied>;
  api(call: Passed & Readonly<Record<string, unknown>>): Promise<Replied>;
}

const tokenMissing = {
  kind: 'permanent',
  code: 'credential',
  message: 'PagerDuty REST has no key.',
  hint: 'Set CATOPS_PAGERDUTY_TOKEN; pages go out without it.',
} as const;

const fromMissing = {
  kind: 'permanent',
  code: 'credential',
  message: 'PagerDuty REST writes in the name of a user, and none is set.',
  hint: 'Set CATOPS_PAGERDUTY_FROM to the e-mail of a PagerDuty user.',
} as const;

/** The client with the settings that make it safe. The package is loaded by the first call. */
export function createPagerDutyClient(access: PagerDutyAccess): PagerDutyClient {
  const { routingKey, token, from, timeoutMs = 8000 } = access;
  const eventsUrl = checkedBaseUrl('PagerDuty events', access.eventsUrl);
  const apiUrl = checkedBaseUrl('PagerDuty REST', access.apiUrl);
  const identity: VendorIdentity = {
    name: 'PagerDuty',
    secrets: token ? [routingKey, token] : [routingKey],
    credentialHint: 'Check CATOPS_PAGERDUTY_ROUTING_KEY and CATOPS_PAGERDUTY_TOKEN: catops doctor',
  };

  async function once(
    base: string,
    signal: AbortSignal,
    send: (pdjs: Pdjs, passed: Passed) => Promise<Replied>,
    onWritten: () => void = () => undefined,
  ): Promise<Outcome<Json>> {
    if (signal.aborted) return notSent(identity, 'stopped before');
    const agent = new OneAttemptAgent(base, onWritten);
    const limited = bounded(signal, timeoutMs);
    try {
      const pdjs = (await import('@pagerduty/pdjs')) as unknown as Pdjs;
      const passed = {
        // It writes `https://` before this, whatever the address was.
        server: base.replace(/^https?:\/\//, ''),
        agent,
        signal: limited,
        // Its own time-out cancels nothing and keeps the process alive for 30 seconds.
        requestTimeout: 0,
        retryTimeout: 0,
        redirect: 'manual',
      } as const;
      return answered(identity, agent, await send(pdjs, passed));
    } catch (error) {
      // Nothing thrown is kept: it may be an answer, or an error that carries the request.
      if (agent.head) return answered(identity, agent, undefined);
      if (!agent.written && limited.aborted) return notSent(identity, 'no connection in time');
      return networkFailure(identity, error, limited);
    } finally {
      agent.destroy();
    }
  }

  function rest(
    endpoint: string,
    more: Readonly<Record<string, unknown>>,
    signal: AbortSignal,
  ): Promise<Outcome<Json>> {
    if (!token) return Promise.resolve(tokenMissing);
    return once(apiUrl, signal, (pdjs, passed) =>
      pdjs.api({ ...passed, ...more, endpoint, token: token.reveal() }),
    );
  }

  return {
    identity,
    event: (event, signal, onWritten) => {
      const data = { routing_key: routingKey.reveal(), ...event };
      return once(eventsUrl, signal, (pdjs, passed) => pdjs.event({ ...passed, data }), onWritten);
    },
    change: (event, signal) => {
      const data = { routing_key: routingKey.reveal(), ...event };
      return once(eventsUrl, signal, (pdjs, passed) => pdjs.change({ ...passed, data }));
    },
    get: (endpoint, query, signal) =>
      rest(endpoint, { method: 'GET', queryParameters: query }, signal),
    put: async (endpoint, data, signal) =>
      from ? rest(endpoint, { method: 'PUT', data, headers: { From: from } }, signal) : fromMissing,
  };
}

function answered(
  identity: VendorIdentity,
  { head }: OneAttemptAgent,
  replied: Replied | undefined,
): Outcome<Json> {
  const status = head?.status ?? replied?.status ?? 0;
  const data = replied?.data;
  if (status >= 200 && status < 300 && typeof data === 'object' && data !== null) {
    const vendorTime = vendorTimeOf(head?.headers.date);
    return { kind: 'done', value: data, ...(vendorTime ? { vendorTime } : {}) };
  }
  if (status >= 200 && status < 300)
    return { kind: 'unknown', message: 'PagerDuty gave an answer that cannot be read.' };
  const header = (name: string) => {
    const value = head?.headers[name];
    return Array.isArray(value) ? value[0] : value;
  };
  const wait = retryAfterMs(header, 'ratelimit-reset', 'retry-after');
  return statusFailure(identity, status, saidBy(data), wait);
}

/** The sentence in an error of either API. */
function saidBy(data: Json): string {
  const outer = fieldsOf(data);
  const inner = 'error' in outer ? fieldsOf(outer['error']) : outer;
  const errors = Array.isArray(inner['errors']) ? inner['errors'] : [];
  return [inner['message'], ...errors].filter((part) => typeof part === 'string').join('; ');
}

/** The fields of an object; none of anything else. */
export function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Readonly<Record<string, unknown>>)
    : {};
}
