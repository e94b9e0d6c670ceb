import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { MetricSample } from '../../contracts/metric-sample.js';
import type { MetricHistory } from '../../diagnosis/ports.js';
import { systemErrorCode } from '../../platform/errors.js';
import { dayOf, daysFromTo } from '../../rollups/windows.js';

/** What `catops up` sampled: a file of lines for each day, UTC. A line that is torn is left out. */
export function createMetricHistory({ directory }: { readonly directory: string }): MetricHistory {
  return {
    async read(from, to) {
      const samples: MetricSample[] = [];
      for (const day of daysFromTo(dayOf(from), dayOf(to))) {
        const text = await readFile(join(directory, `${day}.jsonl`), 'utf8').catch(nothing);
        for (const line of text.split('\n')) {
          const sample = parse(line);
          const at = sample === null ? Number.NaN : Date.parse(sample.at);
          if (sample !== null && at > from && at <= to) samples.push(sample);
        }
      }
      return samples;
    },
  };
}

function nothing(error: unknown): string {
  if (systemErrorCode(error) === 'ENOENT') return '';
  throw error;
}

function parse(line: string): MetricSample | null {
  try {
    const sample = JSON.parse(line) as MetricSample;
    return sample.v === 1 ? sample : null;
  } catch {
    return null;
  }
}
