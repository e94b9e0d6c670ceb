import { clearInterval, setInterval } from 'node:timers';
import type { AccessLogRecord } from '../../../src/contracts/access-log.js';
import type { Clock } from '../../../src/platform/host.js';
import { Overloaded } from '../../failures/cause.js';
import { blamed } from '../../failures/dependency.js';
import type { AccessLog, FailureLog } from '../../ports.js';
import { formatRecord, hourOf } from './format-record.js';
import type { LogFiles } from './log-files.js';
import { createOnceAMinute } from './once-a-minute.js';

/** How much is kept in memory, and when it is written. */
export interface BufferLimits {
  /** Over this, records are dropped and counted: a full disk must not fill the memory. */
  readonly maxBytes: number;
  /** Written at once from here on, without waiting for the time. */
  readonly flushBytes: number;
  readonly flushEveryMs: number;
}

const usualLimits: BufferLimits = { maxBytes: 4_194_304, flushBytes: 262_144, flushEveryMs: 500 };

/** Where a batch begins; it doubles as it fills. */
const firstBytes = 16_384;

/**
 * Lines of one hour. Each is written into bytes at once: as text it would be some twenty parts that
 * every garbage collection moves until the batch is written.
 */
class Batch {
  readonly hour: string;
  #bytes = Buffer.allocUnsafe(firstBytes);
  length = 0;
  records = 0;

  constructor(hour: string) {
    this.hour = hour;
  }

  /** Returns how many bytes that were. */
  add(line: string): number {
    // No character of a text takes more than three.
    const most = this.length + 3 * line.length;
    while (this.#bytes.length < most) {
      this.#bytes = Buffer.concat([this.#bytes], 2 * this.#bytes.length);
    }
    const added = this.#bytes.write(line, this.length);
    this.length += added;
    this.records += 1;
    return added;
  }

  lines(): Buffer {
    return this.#bytes.subarray(0, this.length);
  }
}

/** An {@link AccessLog} that is closed at the end. */
export interface ClosableAccessLog extends AccessLog {
  /** Writes what is still there and finishes the files; what cannot be written is dropped. */
  close(): Promise<void>;
}

interface BufferDeps {
  readonly files: LogFiles;
  readonly failures: Pick<FailureLog, 'note'>;
  readonly clock: Pick<Clock, 'now' | 'monotonic'>;
  readonly limits?: BufferLimits;
}

/**
 * Keeps records in memory and writes them in the background, one append at a time. What a disk does
 * not take is tried again, until the memory for it is full.
 */
export function createBufferedAccessLog(deps: BufferDeps): ClosableAccessLog {
  return new BufferedAccessLog(deps, deps.limits ?? usualLimits);
}

class BufferedAccessLog implements ClosableAccessLog {
  readonly counts = { written: 0, dropped: 0 };
  readonly #deps: BufferDeps;
  readonly #limits: BufferLimits;
  readonly #mayComplain: () => boolean;
  readonly #timer: NodeJS.Timeout;
  #batches: Batch[] = [];
  #bytes = 0;
  #flushing: Promise<void> | undefined;
  /** Why the last write failed; undefined while writing works. */
  #failure: unknown;
  #droppedAndSaid = 0;

  constructor(deps: BufferDeps, limits: BufferLimits) {
    this.#deps = deps;
    this.#limits = limits;
    this.#mayComplain = createOnceAMinute(deps.clock);
    this.#timer = setInterval(() => this.#flush(), limits.flushEveryMs);
    this.#timer.unref();
  }

  write(record: AccessLogRecord): void {
    if (this.#bytes >= this.#limits.maxBytes) {
      this.counts.dropped += 1;
      return;
    }
    this.#bytes += this.#batchFor(record.ts).add(formatRecord(record));
    // A disk that took nothing is tried again when its time has come: with each request it would cost
    // more than the requests.
    if (this.#bytes >= this.#limits.flushBytes && this.#failure === undefined) this.#flush();
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    await this.#flush();
    do await this.#flush();
    while (this.#batches.length > 0 && this.#failure === undefined);
    for (const { records } of this.#batches) this.counts.dropped += records;
    this.#batches = [];
    await this.#deps.files.finish().catch((error: unknown) => {
      this.#failure = error;
    });
    this.#complain();
  }

  #batchFor(ts: string): Batch {
    const last = this.#batches.at(-1);
    if (last !== undefined && ts.startsWith(last.hour)) return last;
    const batch = new Batch(hourOf(ts));
    this.#batches.push(batch);
    return batch;
  }

  #flush(): Promise<void> {
    this.#flushing ??= this.#writeAll()
      .catch((error: unknown) => {
        this.#failure = error;
      })
      .finally(() => {
        this.#flushing = undefined;
        this.#complain();
      });
    return this.#flushing;
  }

  async #writeAll(): Promise<void> {
    const { files, clock } = this.#deps;
    // What comes meanwhile waits for its own time: one append for each few requests would cost more
    // than the requests.
    for (let due = this.#batches.length; due > 0; due -= 1) await this.#writeFirst();
    await files.finish(hourOf(new Date(clock.now()).toISOString()));
    this.#failure = undefined;
  }

  async #writeFirst(): Promise<void> {
    const batch = this.#batches.shift();
    if (!batch) return;
    try {
      await this.#deps.files.append(batch.hour, batch.lines());
      this.#bytes -= batch.length;
      this.counts.written += batch.records;
    } catch (error) {
      this.#batches.unshift(batch);
      throw error;
    }
  }

  #complain(): void {
    const { dropped } = this.counts;
    if (this.#failure === undefined && dropped === this.#droppedAndSaid) return;
    if (!this.#mayComplain()) return;
    this.#droppedAndSaid = dropped;
    const error = this.#failure ?? new Overloaded('The disk of the access log is too slow.');
    this.#deps.failures.note('access-log-unwritable', blamed(error, 'access-log'), { dropped });
  }
}
