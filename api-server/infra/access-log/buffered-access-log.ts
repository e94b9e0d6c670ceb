import { clearInterval, setInterval } from 'node:timers';
import type { AccessLogRecord } from '../../../src/contracts/access-log.js';
import type { Clock } from '../../../src/platform/host.js';
import type { AccessLog, Log } from '../../ports.js';
import { formatRecord, hourOf, partitionOf } from './format-record.js';
import type { LogFiles } from './log-files.js';

/** How much is kept in memory, and when it is written. */
export interface BufferLimits {
  /** Over this, records are dropped and counted: a full disk must not fill the memory. */
  readonly maxBytes: number;
  /** Written at once from here on, without waiting for the time. */
  readonly flushBytes: number;
  readonly flushEveryMs: number;
}

const usualLimits: BufferLimits = { maxBytes: 4_194_304, flushBytes: 262_144, flushEveryMs: 500 };

interface Batch {
  readonly hour: string;
  text: string;
  records: number;
}

/** An {@link AccessLog} that is closed at the end. */
export interface ClosableAccessLog extends AccessLog {
  /** Writes what is still there. */
  close(): Promise<void>;
}

/** Keeps records in memory and writes them in the background, one append at a time. */
export function createBufferedAccessLog(deps: {
  readonly files: LogFiles;
  readonly log: Log;
  readonly clock: Pick<Clock, 'monotonic'>;
  readonly limits?: BufferLimits;
}): ClosableAccessLog {
  return new BufferedAccessLog(deps.files, deps.log, deps.clock, deps.limits ?? usualLimits);
}

class BufferedAccessLog implements ClosableAccessLog {
  readonly counts = { written: 0, dropped: 0 };
  readonly #files: LogFiles;
  readonly #log: Log;
  readonly #clock: Pick<Clock, 'monotonic'>;
  readonly #limits: BufferLimits;
  readonly #timer: NodeJS.Timeout;
  #batches: Batch[] = [];
  #bytes = 0;
  #flushing: Promise<void> | undefined;
  #complainedAt = Number.NEGATIVE_INFINITY;

  constructor(files: LogFiles, log: Log, clock: Pick<Clock, 'monotonic'>, limits: BufferLimits) {
    this.#files = files;
    this.#log = log;
    this.#clock = clock;
    this.#limits = limits;
    this.#timer = setInterval(() => this.#flush(), limits.flushEveryMs);
    this.#timer.unref();
  }

  write(record: AccessLogRecord): void {
    if (this.#bytes >= this.#limits.maxBytes) {
      this.counts.dropped += 1;
      this.#complain('The buffer is full: the disk is too slow.');
      return;
    }
    const line = formatRecord(record);
    this.#bytes += line.length;
    const batch = this.#batchFor(record.ts);
    batch.text += line;
    batch.records += 1;
    if (this.#bytes >= this.#limits.flushBytes) this.#flush();
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    await this.#flush();
    await this.#flush();
  }

  #batchFor(ts: string): Batch {
    const last = this.#batches.at(-1);
    if (last !== undefined && ts.startsWith(last.hour)) return last;
    const batch: Batch = { hour: hourOf(ts), text: '', records: 0 };
    this.#batches.push(batch);
    return batch;
  }

  #flush(): Promise<void> {
    this.#flushing ??= this.#writeAll().finally(() => {
      this.#flushing = undefined;
    });
    return this.#flushing;
  }

  async #writeAll(): Promise<void> {
    const batches = this.#batches;
    this.#batches = [];
    for (const batch of batches) {
      await this.#writeBatch(batch);
      this.#bytes -= batch.text.length;
    }
  }

  async #writeBatch({ hour, text, records }: Batch): Promise<void> {
    try {
      await this.#files.append(partitionOf(hour), text);
      this.counts.written += records;
    } catch (error) {
      this.counts.dropped += records;
      this.#complain(error);
    }
  }

  // Once a minute: a full disk would otherwise fill standard error as well.
  #complain(error: unknown): void {
    const now = this.#clock.monotonic();
    if (now - this.#complainedAt < 60_000) return;
    this.#complainedAt = now;
    this.#log.error('access-log-unwritable', { error, dropped: this.counts.dropped });
  }
}
