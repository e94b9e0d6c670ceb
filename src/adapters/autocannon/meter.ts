import { performance } from 'node:perf_hooks';
import type autocannon from 'autocannon';
import type { LoadPlan, PlannedPhase, PlannedRequest } from '../../loadtest/load-plan.js';
import { createHistogram } from './histogram.js';
import { type EncodedRoute, RouteMeter } from './route-meter.js';
import { type ReplyCost, replyCost } from './server-timing.js';

/** What a phase's meter counted, ready to cross to another thread. */
export interface EncodedMeter {
  readonly routes: readonly EncodedRoute[];
  readonly unmatched: number;
  readonly reconnects: number;
}

interface Pending {
  readonly route: RouteMeter;
  readonly sentAt: number;
  /** Written after the server had said it would close the connection. */
  readonly doomed: boolean;
}

const silent: ReplyCost = { queries: null, fromCache: null };
// A time-out fires a little before or after its time; this much younger still counts as one.
const timeoutSlackMs = 5;

/**
 * Measures one phase by the three things of autocannon that can be relied on: its client's events,
 * the identity of its socket, and our own clock. Its own latencies are paired with the wrong
 * requests after every reconnect, and requests that were never answered are in none of its counts.
 */
export class Meter {
  readonly routes: readonly RouteMeter[];
  readonly progress = createHistogram();
  unmatched = 0;
  reconnects = 0;
  readonly #plan: LoadPlan;
  // Autocannon takes only host and port from its URL, so a base path goes before every path.
  readonly #basePath: string;
  readonly #phase: PlannedPhase;
  readonly #settle: (() => void)[] = [];
  #clients = 0;

  constructor(plan: LoadPlan, phase: PlannedPhase) {
    this.#plan = plan;
    this.#basePath = new URL(plan.url).pathname.replace(/\/$/, '');
    this.#phase = phase;
    const pacedUs = phase.rate === null ? 0 : 1_000_000;
    this.routes = plan.routes.map((route) => new RouteMeter(route, pacedUs));
  }

  /** Gives the next client its deck and listens to it; autocannon calls it before the first request. */
  readonly setupClient = (client: autocannon.Client): void => {
    const deck = this.#phase.decks[this.#clients++ % this.#phase.decks.length] ?? [];
    client.setRequests(deck.map((request) => this.#prepare(request)));
    this.#watch(client, deck);
  };

  #prepare(request: PlannedRequest) {
    const key = request.key === null ? undefined : this.#plan.keys[request.key];
    return {
      method: this.#plan.routes[request.route]?.method ?? 'GET',
      path: `${this.#basePath}${request.path}`,
      headers: { ...this.#plan.headers, ...(key === undefined ? {} : { 'x-api-key': key }) },
    };
  }

  #watch(client: autocannon.Client, deck: readonly PlannedRequest[]): void {
    const pending: Pending[] = [];
    let socket: object | undefined;
    let next = 0;
    let closing = false;
    let cost = silent;
    client.on('request', () => {
      const now = performance.now();
      if (client.conn !== socket) {
        // Another socket: what was still waited for on the old one will never be answered.
        if (socket) this.reconnects++;
        socket = client.conn;
        closing = false;
        this.#abandon(pending, now);
      }
      const route = this.routes[deck[next++ % deck.length]?.route ?? 0];
      if (!route) return;
      route.sent++;
      pending.push({ route, sentAt: now, doomed: closing });
    });
    client.on('reset', () => {
      next = 1;
    });
    client.on('headers', (head) => {
      closing = !head.shouldKeepAlive;
      cost = replyCost(head.headers);
    });
    client.on('response', (status) => {
      this.#answer(pending.shift(), status, cost);
      cost = silent;
    });
    this.#settle.push(() => {
      const now = performance.now();
      if (client.conn !== socket) this.#abandon(pending, now);
      for (const { route } of pending) route.inFlight++;
    });
  }

  #answer(request: Pending | undefined, status: number, cost: ReplyCost): void {
    if (!request) {
      this.unmatched++;
      return;
    }
    const us = Math.max(1, Math.round((performance.now() - request.sentAt) * 1000));
    if (request.route.answer(status, us, cost)) this.progress.recordValue(us);
  }

  // By age, not by the client's `timeout` event: that comes after the reconnect, and on idle
  // connections too.
  #abandon(pending: Pending[], now: number): void {
    const { timeoutMs } = this.#plan;
    for (const { route, sentAt, doomed } of pending.splice(0)) {
      if (now - sentAt > timeoutMs - timeoutSlackMs) route.timeout(timeoutMs * 1000);
      else if (doomed) route.discarded++;
      else route.lost++;
    }
  }

  /** Ends the phase, once: what is still waited for is in flight. Frees the histograms. */
  finish(): EncodedMeter {
    for (const settle of this.#settle.splice(0)) settle();
    this.progress.destroy();
    return {
      routes: this.routes.map((route) => route.encode()),
      unmatched: this.unmatched,
      reconnects: this.reconnects,
    };
  }
}
