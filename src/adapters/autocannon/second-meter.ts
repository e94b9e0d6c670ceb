import { createHistogram, encodeHistogram } from './histogram.js';

/** One second of one route, ready to cross to another thread. */
export interface EncodedSecond {
  readonly second: number;
  readonly sent: number;
  readonly answered: number;
  readonly errors: number;
  /** Values in the histograms. */
  readonly count: number;
  /** Base64 histograms of expected answers and time-outs. */
  readonly latency: readonly string[];
}

interface OpenSecond {
  sent: number;
  answered: number;
  errors: number;
  /** Latencies, microseconds. */
  readonly values: number[];
}

/**
 * One route second by second. A histogram takes 17 kB however little is in it, so the values of a
 * second are listed until it is over, and then kept encoded.
 */
export class SecondMeter {
  readonly #open = new Map<number, OpenSecond>();
  readonly #over: EncodedSecond[] = [];

  /** What is counted of a second. */
  at(second: number): OpenSecond {
    const known = this.#open.get(second);
    if (known) return known;
    const made: OpenSecond = { sent: 0, answered: 0, errors: 0, values: [] };
    this.#open.set(second, made);
    return made;
  }

  /** Encodes the seconds before this one. What comes later makes another part of the same second. */
  flush(before: number): void {
    for (const [second, part] of this.#open) {
      if (second >= before) continue;
      this.#over.push(encode(second, part));
      this.#open.delete(second);
    }
  }

  /** All parts in order; a second may have several. */
  encode(): readonly EncodedSecond[] {
    this.flush(Number.POSITIVE_INFINITY);
    return this.#over.sort((a, b) => a.second - b.second);
  }
}

function encode(second: number, { values, ...counts }: OpenSecond): EncodedSecond {
  if (values.length === 0) return { second, ...counts, count: 0, latency: [] };
  const histogram = createHistogram();
  for (const value of values) histogram.recordValue(value);
  const latency = [encodeHistogram(histogram)];
  histogram.destroy();
  return { second, ...counts, count: values.length, latency };
}
