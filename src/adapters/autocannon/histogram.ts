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

class HdrDistribution implements Distribution {
  readonly histogram: hdr.Histogram;

  constructor(histogram: hdr.Histogram) {
    this.histogram = histogram;
  }

  get count(): number {
    return this.histogram.totalCount;
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
  const sum = emptyHistogram();
  for (const text of encoded) sum.add(hdr.decodeFromCompressedBase64(text, 64, false));
  return new HdrDistribution(sum);
}

/** All values of all parts; parts of another make are refused. */
export function mergeDistributions(parts: readonly Distribution[]): Distribution {
  const sum = emptyHistogram();
  for (const part of parts) sum.add(histogramIn(part));
  return new HdrDistribution(sum);
}

/** The values of a distribution, each as the histogram knows it, with their counts. */
export function valuesOf(distribution: Distribution): EncodedDistribution {
  const values: [number, number][] = [];
  // Through the encoded form: only histograms in plain JavaScript tell what is in them.
  const histogram = plain(histogramIn(distribution));
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
  const histogram = emptyHistogram();
  for (const [us, count] of values) histogram.recordValueWithCount(us, count);
  return new HdrDistribution(histogram);
}

function histogramIn(distribution: Distribution): hdr.Histogram {
  if (distribution instanceof HdrDistribution) return distribution.histogram;
  throw new TypeError('not a distribution of this adapter');
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
