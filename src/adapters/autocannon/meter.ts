import { performance } from 'node:perf_hooks';
import type { LoadPlan } from '../../loadtest/load-plan.js';
import { createHistogram } from './histogram.js';
import type { Pulse } from './pulse.js';
import type { ReplyWatch } from './reply-watch.js';
import { type EncodedRoute, RouteMeter } from './route-meter.js';
import type { ReplyCost } from './server-timing.js';

/** What a phase's meter counted, ready to cross to another thread. */
export interface EncodedMeter {
  readonly routes: readonly EncodedRoute[];
  readonly unmatched: number;
  readonly reconnects: number;
}

/** One request that was sent, until it is known what became of it. Times are `performance.now()`. */
export interface Exchange {
  readonly route: RouteMeter;
  readonly dueAt: number;
  readonly sentAt: number;
  /** Second of the phase in which it was due. */
  readonly second: number;
}

// A time-out fires a little before or after its time; this much younger still counts as one.
const timeoutSlackMs = 5;
// Timers are no more exact than this: a request sent so much later did not wait for anything.
const timerSlackMs = 2;
const flushTurns = 4;

/**
 * Measures one phase by our own clock. A request is sent by one connection and either answered,
 * abandoned or left there, so no answer can be paired with another request.
 */
export class Meter {
  readonly routes: readonly RouteMeter[];
  readonly progress = createHistogram();
  unmatched = 0;
  reconnects = 0;
  readonly #timeoutMs: number;
  readonly #start: number;
  readonly #pulse: Pulse;
  #turn = 0;

  /** `start` is when the phase began, `performance.now()`. */
  constructor(plan: LoadPlan, start: number, pulse: Pulse) {
    this.#timeoutMs = plan.timeoutMs;
    this.#start = start;
    this.#pulse = pulse;
    this.routes = plan.routes.map((route) => new RouteMeter(route));
  }

  /** A request of a route is sent now; `dueAt` null in a closed phase, where it is due when sent. */
  begin(route: number, dueAt: number | null): Exchange {
    const meter = this.routes[route];
    if (meter === undefined) throw new RangeError(`the plan has no route ${route}`);
    const sentAt = performance.now();
    const late = dueAt !== null && sentAt - dueAt > timerSlackMs;
    const due = late ? dueAt : sentAt;
    const second = Math.max(0, Math.floor(((dueAt ?? sentAt) - this.#start) / 1000));
    meter.send(second);
    return { route: meter, dueAt: due, sentAt, second };
  }

  answer(exchange: Exchange, status: number, cost: ReplyCost, watch: ReplyWatch): void {
    const now = performance.now();
    this.#pulse.beat(now);
    const latency = microseconds(now - exchange.dueAt);
    const times = { latency, serviceTime: microseconds(now - exchange.sentAt) };
    // Looked at only now: the time it takes is not the target's.
    const expected = exchange.route.answer(exchange.second, status, times, cost, watch);
    if (expected) this.progress.recordValue(latency);
  }

  /** Old enough to be timed out rather than lost. */
  isLate({ sentAt }: Exchange, now: number): boolean {
    return now - sentAt > this.#timeoutMs - timeoutSlackMs;
  }

  /** Its connection is gone, so no answer will come: timed out by its age, or lost. */
  abandon(exchange: Exchange, now: number): void {
    this.#pulse.miss();
    if (!this.isLate(exchange, now)) {
      exchange.route.lose(exchange.second);
      return;
    }
    const waited = exchange.sentAt - exchange.dueAt + this.#timeoutMs;
    const times = {
      latency: microseconds(waited),
      serviceTime: microseconds(this.#timeoutMs),
    };
    exchange.route.timeOut(exchange.second, times);
  }

  /** The phase ended before it was answered. */
  leave({ route }: Exchange): void {
    route.inFlight++;
  }

  unasked(): void {
    this.unmatched++;
  }

  noteFault(error: Error): void {
    this.#pulse.fault = error;
  }

  /**
   * Encodes seconds that are over, to keep what is held at once small; of some routes at each call,
   * for the load waits meanwhile.
   */
  flush(now: number): void {
    const over = Math.floor((now - this.#start - this.#timeoutMs) / 1000) - 1;
    this.#turn = (this.#turn + 1) % flushTurns;
    for (const [index, route] of this.routes.entries()) {
      if (index % flushTurns === this.#turn) route.flush(over);
    }
  }

  /** Ends the phase, once. Frees the histograms. */
  finish(): EncodedMeter {
    this.progress.destroy();
    return {
      routes: this.routes.map((route) => route.encode()),
      unmatched: this.unmatched,
      reconnects: this.reconnects,
    };
  }
}

function microseconds(ms: number): number {
  return Math.max(1, Math.round(ms * 1000));
}
