import type { PlannedRoute } from '../../loadtest/load-plan.js';
import { createHistogram, encodeHistogram } from './histogram.js';
import type { ReplyWatch } from './reply-watch.js';
import { type EncodedSecond, SecondMeter } from './second-meter.js';
import type { ReplyCost } from './server-timing.js';

/** What a route's counters say, ready to cross to another thread. */
export interface EncodedRoute {
  readonly route: PlannedRoute['route'];
  readonly statuses: Readonly<Record<string, number>>;
  /** Base64 histograms of expected answers and time-outs. */
  readonly latency: readonly string[];
  readonly serviceTime: readonly string[];
  readonly seconds: readonly EncodedSecond[];
  readonly sent: number;
  readonly answered: number;
  readonly expected: number;
  readonly mismatched: number;
  readonly lost: number;
  readonly discarded: number;
  readonly timeouts: number;
  readonly inFlight: number;
  readonly cacheTold: number;
  readonly cacheServed: number;
  readonly queriesTold: number;
  readonly queries: number;
}

/** Microseconds from when a request was due, and from when it was sent. */
export interface Times {
  readonly latency: number;
  readonly serviceTime: number;
}

/**
 * Counters and histograms of one route in one phase. Times are of expected answers and time-outs
 * only: refusals and failures are fast or slow for reasons of their own.
 */
export class RouteMeter {
  sent = 0;
  answered = 0;
  expected = 0;
  mismatched = 0;
  lost = 0;
  timeouts = 0;
  inFlight = 0;
  readonly #route: PlannedRoute;
  #slowest = 0;
  readonly #statuses: Record<string, number> = {};
  readonly #latency = createHistogram();
  readonly #serviceTime = createHistogram();
  readonly #seconds = new SecondMeter();
  readonly #told = { cacheTold: 0, cacheServed: 0, queriesTold: 0, queries: 0 };

  constructor(route: PlannedRoute) {
    this.#route = route;
  }

  get name(): PlannedRoute['route'] {
    return this.#route.route;
  }

  get check(): PlannedRoute['check'] {
    return this.#route.check;
  }

  get errors(): number {
    return this.answered - this.expected + this.lost + this.timeouts;
  }

  send(second: number): void {
    this.sent++;
    this.#seconds.at(second).sent++;
  }

  /** Returns whether it was answered as expected. */
  answer(
    second: number,
    status: number,
    times: Times,
    cost: ReplyCost,
    watch: Pick<ReplyWatch, 'holds'>,
  ): boolean {
    const asked = status === this.#route.expectedStatus;
    const expected = asked && watch.holds();
    if (asked && !expected) this.mismatched++;
    const part = this.#seconds.at(second);
    this.answered++;
    part.answered++;
    this.#statuses[status] = (this.#statuses[status] ?? 0) + 1;
    if (!expected) {
      part.errors++;
      return false;
    }
    this.expected++;
    this.#record(times);
    part.values.push(times.latency);
    this.#tell(cost);
    return true;
  }

  timeOut(second: number, times: Times): void {
    const part = this.#seconds.at(second);
    this.timeouts++;
    part.errors++;
    this.#record(times);
    part.values.push(times.latency);
  }

  lose(second: number): void {
    this.lost++;
    this.#seconds.at(second).errors++;
  }

  /** Slowest since it was asked last, milliseconds; null when there was none. */
  takeSlowestMs(): number | null {
    const slowest = this.#slowest === 0 ? null : this.#slowest / 1000;
    this.#slowest = 0;
    return slowest;
  }

  #record({ latency, serviceTime }: Times): void {
    this.#slowest = Math.max(this.#slowest, latency);
    this.#latency.recordValue(latency);
    this.#serviceTime.recordValue(serviceTime);
  }

  #tell({ fromCache, queries }: ReplyCost): void {
    if (fromCache !== null) this.#told.cacheTold++;
    if (fromCache) this.#told.cacheServed++;
    if (queries === null) return;
    this.#told.queriesTold++;
    this.#told.queries += queries;
  }

  /** Encodes the seconds before this one. */
  flush(second: number): void {
    this.#seconds.flush(second);
  }

  /** Ends the meter: its histograms are freed. */
  encode(): EncodedRoute {
    const encoded: EncodedRoute = {
      route: this.#route.route,
      sent: this.sent,
      answered: this.answered,
      expected: this.expected,
      mismatched: this.mismatched,
      lost: this.lost,
      discarded: 0,
      timeouts: this.timeouts,
      inFlight: this.inFlight,
      statuses: { ...this.#statuses },
      ...this.#told,
      latency: [encodeHistogram(this.#latency)],
      serviceTime: [encodeHistogram(this.#serviceTime)],
      seconds: this.#seconds.encode(),
    };
    this.#latency.destroy();
    this.#serviceTime.destroy();
    return encoded;
  }
}
