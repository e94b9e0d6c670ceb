import * as hdr from 'hdr-histogram-js';
import type { EncodedDistribution } from '../../contracts/loadtest-run.js';
import type { Distribution } from '../../loadtest/ports.js';

/** Microseconds, three significant digits, 1 µs to a minute. */
export function createHistogram(): hdr.Histogram {
  return hdr.build({
    useWebAssembly: true,
    bitBucketSize: 64,
    autoResize: true,
    lowestDiscernibleValue: 1,
    highestTrackableValue: 60_000_000,
    numberOfSignificantValueDigits: 3,
  });
}

/** Must be awaited once a thread before the first {@link createHistogram}. */
export async function prepareHistograms(): Promise<void> {
  await hdr.initWebAssembly();
}

/** A histogram as text: about 4 kB, to cross to another thread. */
export function encodeHistogram(histogram: hdr.Histogram): string {
  return hdr.encodeIntoCompressedBase64(histogram);
}

/**
 * A distribution whose histogram is made when it is first looked at, and kept when told to: there is
 * one for every second of every route, and a few values are 17 kB as a histogram.
 */
class HdrDistribution implements Distribution {
  // Who asks for one percentile asks for the next one too.
  static #latest: { readonly of: HdrDistribution; readonly histogram: hdr.Histogram } | undefined;
  readonly count: number;
  readonly keep: boolean;
  readonly #fill: (sum: hdr.Histogram) => void;
  #kept: hdr.Histogram | undefined;

  constructor(count: number, keep: boolean, fill: (sum: hdr.Histogram) => void) {
    this.count = count;
    this.keep = keep;
    this.#fill = fill;
  }

  get histogram(): hdr.Histogram {
    if (this.#kept !== undefined) return this.#kept;
    if (HdrDistribution.#latest?.of === this) return HdrDistribution.#latest.histogram;
    const histogram = emptyHistogram();
    this.#fill(histogram);
    if (this.keep) this.#kept = histogram;
    else HdrDistribution.#latest = { of: this, histogram };
    return histogram;
  }

  get mean(): number {
    return this.count === 0 ? 0 : this.histogram.mean;
  }

  valueAtQuantile(quantile: number): number {
    return this.histogram.getValueAtPercentile(quantile * 100);
  }

  addTo(sum: hdr.Histogram): void {
    if (this.keep) sum.add(this.histogram);
    else this.#fill(sum);
  }
}

/**
 * All values of all encoded histograms. These histograms are plain JavaScript, which the garbage
 * collector frees by itself.
 */
export function decodeDistribution(encoded: readonly string[]): Distribution {
  const histogram = emptyHistogram();
  for (const text of encoded) addEncoded(histogram, text);
  return new HdrDistribution(histogram.totalCount, true, (sum) => sum.add(histogram));
}

/** The same of an encoded histogram or of listed values, microseconds, and never kept. */
export function decodeWhenAsked(encoded: string | Uint32Array, count: number): Distribution {
  return new HdrDistribution(count, false, (sum) => {
    if (typeof encoded === 'string') addEncoded(sum, encoded);
    else for (const value of encoded) sum.recordValue(value);
  });
}

/** All values of all parts; parts of another make are refused. */
export function mergeDistributions(parts: readonly Distribution[]): Distribution {
  const known = parts.map(ofOurs);
  const count = known.reduce((sum, part) => sum + part.count, 0);
  const keep = known.some((part) => part.keep);
  return new HdrDistribution(count, keep, (sum) => {
    for (const part of known) part.addTo(sum);
  });
}

/** The values of a distribution, each as the histogram knows it, with their counts. */
export function valuesOf(distribution: Distribution): EncodedDistribution {
  const values: [number, number][] = [];
  // Through the encoded form: only histograms in plain JavaScript tell what is in them.
  const histogram = plain(ofOurs(distribution).histogram);
  // Its own iterator works out the value of each of 17,000 places, most of which are empty.
  let left = histogram.totalCount;
  for (let index = 0; left > 0; index += 1) {
    const count = histogram.getCountAtIndex(index);
    if (count === 0) continue;
    values.push([histogram.highestEquivalentValue(histogram.valueFromIndex(index)), count]);
    left -= count;
  }
  return values;
}

// A histogram of so many is made again in less time than it is missed in memory.
const fewValues = 500;

/** The distribution of which {@link valuesOf} told. */
export function withValues(values: EncodedDistribution): Distribution {
  const count = values.reduce((sum, [, each]) => sum + each, 0);
  return new HdrDistribution(count, values.length > fewValues, (sum) => {
    for (const [us, each] of values) sum.recordValueWithCount(us, each);
  });
}

function ofOurs(distribution: Distribution): HdrDistribution {
  if (distribution instanceof HdrDistribution) return distribution;
  throw new TypeError('not a distribution of this adapter');
}

function addEncoded(sum: hdr.Histogram, text: string): void {
  sum.add(hdr.decodeFromCompressedBase64(text, 64, false));
}

function plain(histogram: hdr.Histogram): hdr.JsHistogram {
  if (histogram instanceof hdr.JsHistogram) return histogram;
  const copy = hdr.decodeFromCompressedBase64(encodeHistogram(histogram), 64, false);
  return copy as hdr.JsHistogram;
}

function emptyHistogram(): hdr.Histogram {
  return hdr.build({
    useWebAssembly: false,
    bitBucketSize: 64,
    autoResize: true,
    lowestDiscernibleValue: 1,
    highestTrackableValue: 60_000_000,
    numberOfSignificantValueDigits: 3,
  });
}
