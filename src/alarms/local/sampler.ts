import type { MetricSample } from '../../contracts/metric-sample.js';
import type { Clock } from '../../platform/host.js';
import { type MetricTotals, readTotals } from './read-totals.js';
import { sampleBetween } from './sample-between.js';

/** What looking takes. */
export interface SamplerDeps {
  readonly clock: Pick<Clock, 'now' | 'monotonic'>;
  /** The text of `/metrics`; rejects when nobody answers within a bounded time. */
  readMetrics(signal: AbortSignal): Promise<string>;
}

/** Looks at the API's metrics, and says what happened since the look before. */
export class Sampler {
  readonly #deps: SamplerDeps;
  #before: MetricTotals | null = null;
  /** When it looked, and when it last saw something; monotonic. */
  #lookedAt: number | null = null;
  #sawAt: number | null = null;

  constructor(deps: SamplerDeps) {
    this.#deps = deps;
  }

  /** `at`: when the period ends, milliseconds. Rejects only when the signal is aborted. */
  async look(at: number, signal: AbortSignal): Promise<MetricSample> {
    const now = this.#deps.clock.monotonic();
    const after = await this.#read(signal);
    // What was counted while nobody could look is told by the first look that finds it.
    const begin = after ? this.#sawAt : this.#lookedAt;
    const seconds = begin === null ? 0 : Math.round(now - begin) / 1000;
    const sample = sampleBetween(this.#before, after, { at, seconds });
    this.#before = after ?? this.#before;
    this.#lookedAt = now;
    if (after) this.#sawAt = now;
    return sample;
  }

  async #read(signal: AbortSignal): Promise<MetricTotals | null> {
    try {
      return readTotals(await this.#deps.readMetrics(signal));
    } catch {
      signal.throwIfAborted();
      return null;
    }
  }
}
