import { latencyBounds } from '../../src/contracts/metric-sample.js';
import type { ControlStatus } from '../../src/contracts/supervisor-control.js';
import type { MetricsSnapshot } from '../http/metrics.js';

const windowMs = 10_000;

interface Totals {
  readonly at: number;
  /** Replies by the hundred of their status. */
  readonly classes: readonly number[];
  readonly buckets: readonly number[];
}

/** What the API answered in the last ten seconds, out of counters that only grow. */
export class RecentTraffic {
  readonly #noted: Totals[] = [];

  /** `at` in milliseconds of a clock that never goes back. */
  note(snapshot: MetricsSnapshot, at: number): void {
    this.#noted.push(totalsOf(snapshot, at));
    // One from before the window stays: what the first in it is compared with.
    while ((this.#noted[1]?.at ?? at) <= at - windowMs) this.#noted.shift();
  }

  /** Null when nobody asked. */
  summary(): ControlStatus['traffic'] {
    const [first] = this.#noted;
    const last = this.#noted.at(-1);
    if (!first || !last || last.at === first.at) return null;
    const buckets = minus(last.buckets, first.buckets);
    const seconds = (last.at - first.at) / 1000;
    const rates = minus(last.classes, first.classes).map((count) => count / seconds);
    const perSecond = rates.reduce((sum, rate) => sum + rate, 0);
    if (perSecond === 0) return null;
    const [, , s2xx = 0, s3xx = 0, s4xx = 0, s5xx = 0] = rates;
    const at = (share: number) => quantile(buckets, share);
    return { perSecond, s2xx, s3xx, s4xx, s5xx, p50: at(0.5), p95: at(0.95), p99: at(0.99) };
  }
}

function totalsOf({ routes }: MetricsSnapshot, at: number): Totals {
  const classes = [0, 0, 0, 0, 0, 0];
  const buckets = new Array<number>(latencyBounds.length + 1).fill(0);
  for (const route of routes) {
    for (const [status, count] of Object.entries(route.requests)) {
      const hundred = Math.floor(Number(status) / 100);
      classes[hundred] = (classes[hundred] ?? 0) + count;
    }
    route.buckets.forEach((count, index) => {
      buckets[index] = (buckets[index] ?? 0) + count;
    });
  }
  return { at, classes, buckets };
}

function minus(a: readonly number[], b: readonly number[]): number[] {
  return a.map((value, index) => value - (b[index] ?? 0));
}

/** Evenly spread within a bucket, as Prometheus reads one; of the open last one, where it begins. */
function quantile(buckets: readonly number[], share: number): number {
  const wanted = share * buckets.reduce((sum, count) => sum + count, 0);
  let below = 0;
  for (const [index, count] of buckets.entries()) {
    const low = index === 0 ? 0 : (latencyBounds[index - 1] ?? 0);
    if (count > 0 && below + count >= wanted) {
      const high = latencyBounds[index] ?? low;
      return low + ((high - low) * (wanted - below)) / count;
    }
    below += count;
  }
  return latencyBounds.at(-1) ?? 0;
}
