import { join } from 'node:path';
import type { SampleLog } from '../../../alarms/local/ports.js';
import type { MetricSample } from '../../../contracts/metric-sample.js';
import { createFiles, type Files } from '../files.js';

export interface SampleLogOptions {
  /** `metrics` of the data directory, absolute; made when it is not there. */
  readonly directory: string;
  readonly files?: Files;
  /** Days that are kept, today among them. */
  readonly days?: number;
  /** Of one day; beyond it the older half of the day goes. */
  readonly mostBytes?: number;
}

const usualDays = 7;
const usualBytes = 64 * 1_048_576;
const dayMs = 86_400_000;
const dayFile = /^\d{4}-\d\d-\d\d\.jsonl$/;

/** One file a day, `2026-11-29.jsonl`, one sample a line. */
export function createSampleLog(options: SampleLogOptions): SampleLog {
  const { directory, files = createFiles() } = options;
  const { days = usualDays, mostBytes = usualBytes } = options;
  const path = (day: string) => join(directory, `${day}.jsonl`);
  let open: { readonly day: string; readonly size: number } | undefined;
  return {
    append: async (sample) => {
      const day = sample.at.slice(0, 10);
      if (open?.day !== day) {
        await files.directory(directory);
        await removeOld(files, directory, day, days);
        // What a process that was killed left of a line is cut off.
        open = { day, size: wholeOf(await files.read(path(day))) };
      }
      const line = `${JSON.stringify(sample)}\n`;
      const size = open.size + Buffer.byteLength(line);
      if (size <= mostBytes) {
        await files.append(path(day), open.size, line);
        open = { day, size };
        return;
      }
      const half = `${newerHalf(await files.read(path(day)))}${line}`;
      await files.replace(path(day), half);
      open = { day, size: Buffer.byteLength(half) };
    },
    read: async (from, to) => {
      const first = Math.floor(from / dayMs);
      const count = Math.max(0, Math.floor(to / dayMs) - first + 1);
      const found: MetricSample[] = [];
      for (let index = 0; index < Math.min(count, days + 1); index += 1) {
        const day = new Date((first + index) * dayMs).toISOString().slice(0, 10);
        found.push(...samplesIn(await files.read(path(day))));
      }
      return found.filter(({ at }) => Date.parse(at) > from && Date.parse(at) <= to);
    },
  };
}

async function removeOld(files: Files, directory: string, today: string, days: number) {
  const oldest = new Date(Date.parse(`${today}T00:00:00Z`) - (days - 1) * dayMs);
  const first = `${oldest.toISOString().slice(0, 10)}.jsonl`;
  for (const name of await files.names(directory)) {
    if (dayFile.test(name) && name < first) await files.remove(join(directory, name));
  }
}

function wholeOf(bytes: Buffer | null): number {
  return bytes ? bytes.lastIndexOf(0x0a) + 1 : 0;
}

function newerHalf(bytes: Buffer | null): string {
  if (!bytes) return '';
  const from = bytes.indexOf(0x0a, Math.floor(bytes.length / 2)) + 1;
  return bytes.subarray(from, wholeOf(bytes)).toString('utf8');
}

/** Lines that cannot be read, or of a later format, are stepped over. */
function samplesIn(bytes: Buffer | null): readonly MetricSample[] {
  if (!bytes) return [];
  return bytes
    .toString('utf8')
    .split('\n')
    .flatMap((line) => {
      try {
        const sample = JSON.parse(line) as MetricSample;
        return sample.v === 1 ? [sample] : [];
      } catch {
        return [];
      }
    });
}
