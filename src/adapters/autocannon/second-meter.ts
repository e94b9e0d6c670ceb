import { createHistogram, encodeHistogram } from './histogram.js';

/** One second of one route, ready to cross to another thread. */
export interface EncodedSecond {
  readonly second: number;
  readonly sent: number;
  readonly answered: number;
  readonly errors: number;
  /** How many values `latency` has. */
  readonly count: number;
  /** Of expected answers and time-outs, microseconds: listed, or a base64 histogram of many. */
  readonly latency: Uint32Array | string;
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
 * second are listed until it is over; of many, an encoded histogram is kept then.
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

// So many take as much room as a histogram of them does, and no time to encode.
const mostListed = 500;

function encode(second: number, { values, ...counts }: OpenSecond): EncodedSecond {
  const part = { second, ...counts, count: values.length };
  if (values.length <= mostListed) return { ...part, latency: Uint32Array.from(values) };
  const histogram = createHistogram();
  for (const value of values) histogram.recordValue(value);
  const latency = encodeHistogram(histogram);
  histogram.destroy();
  return { ...part, latency };
}
