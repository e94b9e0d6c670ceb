import type { Histogram } from 'hdr-histogram-js';
import type { PlannedRoute } from '../../loadtest/load-plan.js';
import { createHistogram, encodeHistogram } from './histogram.js';
import type { ReplyCost } from './server-timing.js';

/** What a route's counters say, ready to cross to another thread. */
export interface EncodedRoute extends RouteCounters {
  readonly route: PlannedRoute['route'];
  readonly statuses: Readonly<Record<string, number>>;
  /** Base64 histograms of expected answers and time-outs. */
  readonly latency: readonly string[];
  readonly serviceTime: readonly string[];
}

interface RouteCounters {
  readonly sent: number;
  readonly answered: number;
  readonly expected: number;
  readonly lost: number;
  readonly discarded: number;
  readonly timeouts: number;
  readonly inFlight: number;
  readonly cacheTold: number;
  readonly cacheServed: number;
  readonly queriesTold: number;
  readonly queries: number;
}

type Kind = 'expected' | 'timeout' | `${number}xx`;

/** Counters and histograms of one route in one phase. */
export class RouteMeter {
  sent = 0;
  answered = 0;
  expected = 0;
  lost = 0;
  discarded = 0;
  timeouts = 0;
  inFlight = 0;
  readonly #route: PlannedRoute;
  readonly #pacedUs: number;
  readonly #statuses: Record<string, number> = {};
  // Each kind has its own: refusals and failures are fast or slow for reasons of their own.
  readonly #service = new Map<Kind, Histogram>();
  readonly #response = new Map<Kind, Histogram>();
  readonly #told = { cacheTold: 0, cacheServed: 0, queriesTold: 0, queries: 0 };

  /** `pacedUs` is the interval between two requests of a connection; 0 when closed. */
  constructor(route: PlannedRoute, pacedUs: number) {
    this.#route = route;
    this.#pacedUs = pacedUs;
  }

  get name(): PlannedRoute['route'] {
    return this.#route.route;
  }

  get errors(): number {
    return this.answered - this.expected + this.lost + this.timeouts;
  }

  /** Returns whether the status was the expected one. */
  answer(status: number, us: number, cost: ReplyCost): boolean {
    const expected = status === this.#route.expectedStatus;
    this.answered++;
    this.#statuses[status] = (this.#statuses[status] ?? 0) + 1;
    this.#record(expected ? 'expected' : `${Math.floor(status / 100)}xx`, us);
    if (!expected) return false;
    this.expected++;
    if (cost.fromCache !== null) this.#told.cacheTold++;
    if (cost.fromCache) this.#told.cacheServed++;
    if (cost.queries !== null) {
      this.#told.queriesTold++;
      this.#told.queries += cost.queries;
    }
    return true;
  }

  timeout(us: number): void {
    this.timeouts++;
    this.#record('timeout', us);
  }

  #record(kind: Kind, us: number): void {
    histogramOf(this.#service, kind).recordValue(us);
    // What a stalled connection did not send while it waited is added back.
    if (this.#pacedUs > 0) {
      histogramOf(this.#response, kind).recordValueWithExpectedInterval(us, this.#pacedUs);
    }
  }

  /** Ends the meter: its histograms are freed. */
  encode(): EncodedRoute {
    const encoded: EncodedRoute = {
      route: this.#route.route,
      sent: this.sent,
      answered: this.answered,
      expected: this.expected,
      lost: this.lost,
      discarded: this.discarded,
      timeouts: this.timeouts,
      inFlight: this.inFlight,
      statuses: { ...this.#statuses },
      ...this.#told,
      latency: encodeKinds(this.#pacedUs > 0 ? this.#response : this.#service),
      serviceTime: encodeKinds(this.#service),
    };
    for (const histogram of [...this.#service.values(), ...this.#response.values()]) {
      histogram.destroy();
    }
    return encoded;
  }
}

function histogramOf(histograms: Map<Kind, Histogram>, kind: Kind): Histogram {
  const known = histograms.get(kind);
  if (known) return known;
  const made = createHistogram();
  histograms.set(kind, made);
  return made;
}

function encodeKinds(histograms: ReadonlyMap<Kind, Histogram>): string[] {
  return (['expected', 'timeout'] as const).flatMap((kind) => {
    const histogram = histograms.get(kind);
    return histogram ? [encodeHistogram(histogram)] : [];
  });
}
