import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { misbehave, send } from './loopback-answers.js';
import {
  createFaultPlan,
  type Fault,
  type FaultPlan,
  type PlannedFault,
} from './loopback-faults.js';

/** One request as a vendor received it. */
export interface VendorRequest {
  /** Position among all requests and connections of all loopback vendors of this process. */
  readonly order: number;
  /** Milliseconds since the epoch when its last byte had arrived. */
  readonly at: number;
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  /** `POST /v2/enqueue`, or what the vendor's rules call it. */
  readonly route: string;
  /** Aborted when its connection is closed: nobody hears the answer. */
  readonly gone: AbortSignal;
  /** The status it got, or the fault it met; null while it is under way. */
  outcome: number | Fault | null;
}

/** What a vendor answers: an object goes out as JSON, a string or bytes as they are. */
export interface VendorAnswer {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** How one vendor behaves. */
export interface VendorRules {
  readonly name: string;
  /** What a request is called, in faults and counts; `POST /v2/enqueue` when not given. */
  nameOf?(request: VendorRequest): string;
  /**
   * Does the work and answers; throws a {@link Refusal} for what the real one would refuse, and
   * answers nothing for a path nobody documented.
   */
  handle(request: VendorRequest): VendorAnswer | undefined | Promise<VendorAnswer | undefined>;
  /** Its 429, with seconds to wait or without a word about it. */
  rateLimited(retryAfter: number | null, route: string): VendorAnswer;
  /** Its 500. */
  failed(): VendorAnswer;
  /** Its answer to a request nobody documented. */
  unknown(): VendorAnswer;
}

/** A vendor on 127.0.0.1, strict both ways. */
export interface LoopbackVendor {
  /** `http://127.0.0.1:<port>`. */
  readonly url: string;
  /** Everything received, in order. */
  readonly requests: readonly VendorRequest[];
  /** When each connection was opened, in the same order as the requests. */
  readonly connections: readonly { readonly order: number; readonly at: number }[];
  /** Requests that broke a rule of the vendor. */
  readonly refusals: readonly { readonly rule: string; readonly route: string }[];
  readonly faults: FaultPlan;
  /** The next `times` requests of that route meet the fault; unused ones fail {@link verify}. */
  fail(route: string, fault: Fault, options?: Omit<PlannedFault, 'route' | 'fault'>): void;
  /** Says that a test means to break the rules: the rule's text must contain this. */
  expectRefusal(text: string): void;
  /** Waits this long before the work and before the answer. */
  slow(delays: { readonly before?: number; readonly after?: number }): void;
  count(route: string): number;
  /** Throws with every unexpected refusal and everything that was expected and did not come. */
  verify(): void;
  /** Ends it, cutting what still hangs. */
  close(): Promise<void>;
}

/** Thrown by a vendor's rules: the request is one the real vendor would not take. */
export class Refusal extends Error {
  readonly answer: VendorAnswer;

  /** @param rule the vendor's rule in words, as the test will read it */
  constructor(rule: string, answer: VendorAnswer) {
    super(rule);
    this.answer = answer;
  }
}

/** An answer that is not a breach of the rules: something is gone, taken, or not allowed. */
export class Denial extends Error {
  readonly answer: VendorAnswer;

  constructor(answer: VendorAnswer) {
    super(`denied with ${answer.status}`);
    this.answer = answer;
  }
}

let orders = 0;

/** Starts a vendor on a free port of 127.0.0.1. */
export async function startLoopbackVendor(rules: VendorRules): Promise<LoopbackVendor> {
  const requests: VendorRequest[] = [];
  const connections: { order: number; at: number }[] = [];
  const refusals: { rule: string; route: string }[] = [];
  const expected: { text: string; met: boolean }[] = [];
  const faults = createFaultPlan();
  const sockets = new Set<Socket>();
  let delays: { readonly before?: number; readonly after?: number } = {};

  const server = createServer((incoming, response) => {
    // A client that was killed in the middle of its request has not sent one.
    receive(incoming, response)
      .then((received) => {
        const route = rules.nameOf?.(received) ?? received.route;
        const request = { ...received, route };
        requests.push(request);
        return serve(request, response);
      })
      .catch(() => response.destroy());
  });
  server.keepAliveTimeout = 1000;
  server.on('connection', (socket: Socket) => {
    connections.push({ order: orders++, at: Date.now() });
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => sockets.delete(socket));
  });

  async function work(request: VendorRequest): Promise<VendorAnswer> {
    try {
      const answer = await rules.handle(request);
      if (answer) return answer;
      throw new Refusal('there is no such method', rules.unknown());
    } catch (error) {
      if (error instanceof Denial) return error.answer;
      if (!(error instanceof Refusal)) {
        refusals.push({ rule: `the loopback server broke: ${error}`, route: request.route });
        return rules.failed();
      }
      const planned = expected.find((each) => !each.met && error.message.includes(each.text));
      if (planned) planned.met = true;
      else refusals.push({ rule: error.message, route: request.route });
      return error.answer;
    }
  }

  async function serve(request: VendorRequest, response: ServerResponse): Promise<void> {
    if (delays.before) await sleep(delays.before);
    const planned = faults.take(request.route);
    const fault = planned?.fault;
    const answer = !fault || fault.endsWith('-after-work') ? await work(request) : null;
    if (delays.after) await sleep(delays.after);
    request.outcome = fault ?? answer?.status ?? null;
    if (!planned) send(response, answer ?? rules.failed());
    else misbehave(response, planned, rules, request);
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;

  return {
    url: `http://127.0.0.1:${port}`,
    requests,
    connections,
    refusals,
    faults,
    fail: (route, fault, options = {}) => faults.plan({ route, fault, ...options }),
    expectRefusal: (text) => expected.push({ text, met: false }),
    slow: (given) => {
      delays = given;
    },
    count: (route) => requests.filter((request) => faults.matches(route, request.route)).length,
    verify: () => {
      const problems = [
        ...refusals.map(({ rule, route }) => `${route} was refused: ${rule}`),
        ...expected.filter(({ met }) => !met).map(({ text }) => `nothing was refused for: ${text}`),
        ...faults.unused(),
      ];
      if (problems.length > 0) throw new Error(`${rules.name}: ${problems.join(' · ')}`);
    },
    close: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

async function receive(
  incoming: IncomingMessage,
  response: ServerResponse,
): Promise<VendorRequest> {
  const gone = new AbortController();
  response.once('close', () => gone.abort());
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  if (!incoming.complete) throw new Error('cut off');
  const url = new URL(incoming.url ?? '/', 'http://127.0.0.1');
  const method = incoming.method ?? 'GET';
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(incoming.headers)) headers[name] = String(value);
  return {
    order: orders++,
    at: Date.now(),
    method,
    path: url.pathname,
    query: url.searchParams,
    headers,
    body: Buffer.concat(chunks),
    route: `${method} ${url.pathname}`,
    gone: gone.signal,
    outcome: null,
  };
}

/** Counts what happens within a moving window, as vendors limit rates. */
export function createRateWindow(limit: number, windowMs: number): () => boolean {
  let times: number[] = [];
  return () => {
    const now = Date.now();
    times = times.filter((time) => now - time < windowMs);
    times.push(now);
    return times.length <= limit;
  };
}

/** The time, for loopback vendors that stamp what they make. */
export function vendorNow(): number {
  return Date.now();
}
