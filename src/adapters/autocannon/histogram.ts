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

/** A distribution whose histogram is made when it is first looked at, and kept unless told not to. */
class HdrDistribution implements Distribution {
  readonly count: number;
  readonly #make: () => hdr.Histogram;
  #kept: hdr.Histogram | undefined;
  readonly keep: boolean;

  constructor(count: number, make: () => hdr.Histogram, keep: boolean) {
    this.count = count;
    this.#make = make;
    this.keep = keep;
  }

  get histogram(): hdr.Histogram {
    const histogram = this.#kept ?? this.#make();
    if (this.keep) this.#kept = histogram;
    return histogram;
  }

  get mean(): number {
    return this.count === 0 ? 0 : this.histogram.mean;
  }

  valueAtQuantile(quantile: number): number {
    return this.histogram.getValueAtPercentile(quantile * 100);
  }
}

/**
 * All values of all encoded histograms. These histograms are plain JavaScript, which the garbage
 * collector frees by itself.
 */
export function decodeDistribution(encoded: readonly string[]): Distribution {
  const histogram = decode(encoded);
  return new HdrDistribution(histogram.totalCount, () => histogram, true);
}

/**
 * The same, decoded anew whenever it is looked at: there is one for every second of every route,
 * and a few hundred bytes of text are 17 kB as a histogram. `count` is how many values it has.
 */
export function decodeWhenAsked(encoded: readonly string[], count: number): Distribution {
  return new HdrDistribution(count, () => decode(encoded), false);
}

/** All values of all parts; parts of another make are refused. */
export function mergeDistributions(parts: readonly Distribution[]): Distribution {
  const known = parts.map(ofOurs);
  const count = known.reduce((sum, part) => sum + part.count, 0);
  const make = (): hdr.Histogram => {
    const sum = emptyHistogram();
    for (const part of known) sum.add(part.histogram);
    return sum;
  };
  return new HdrDistribution(
    count,
    make,
    known.some(({ keep }) => keep),
  );
}

/** The values of a distribution, each as the histogram knows it, with their counts. */
export function valuesOf(distribution: Distribution): EncodedDistribution {
  const values: [number, number][] = [];
  // Through the encoded form: only histograms in plain JavaScript tell what is in them.
  const histogram = plain(ofOurs(distribution).histogram);
  const recorded = histogram.recordedValuesIterator;
  recorded.reset();
  while (recorded.hasNext()) {
    const { valueIteratedTo, countAtValueIteratedTo } = recorded.next();
    values.push([valueIteratedTo, countAtValueIteratedTo]);
  }
  return values;
}

/** The distribution of which {@link valuesOf} told. */
export function withValues(values: EncodedDistribution): Distribution {
  const count = values.reduce((sum, [, each]) => sum + each, 0);
  const make = (): hdr.Histogram => {
    const histogram = emptyHistogram();
    for (const [us, each] of values) histogram.recordValueWithCount(us, each);
    return histogram;
  };
  return new HdrDistribution(count, make, true);
}

function ofOurs(distribution: Distribution): HdrDistribution {
  if (distribution instanceof HdrDistribution) return distribution;
  throw new TypeError('not a distribution of this adapter');
}

function decode(encoded: readonly string[]): hdr.Histogram {
  const sum = emptyHistogram();
  for (const text of encoded) sum.add(hdr.decodeFromCompressedBase64(text, 64, false));
  return sum;
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
