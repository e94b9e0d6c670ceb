import { SqliteClient } from './sqlite-client.js';
import type { ThreadData } from './sqlite-messages.js';

/** What the threads are started with. */
export interface LanesOptions {
  /** The built `sqlite-thread.js`. */
  readonly threadFile: URL;
  readonly data: ThreadData;
  /** Threads that only read, at most; without any, the one that writes also reads. */
  readonly readers: number;
  /** For one statement, its waiting included; as long as it takes when not set. */
  readonly limitMs?: number;
}

/** A thread is some ten megabytes: only what takes longer than this is worth another one. */
const patienceMs = 10;

/**
 * The threads on one database file: one writes, some read beside it and beside each other, as the
 * write-ahead log allows. What is committed when a read begins, the read sees. Another reader is
 * started when all have been held up for a while, and then stays.
 */
export class SqliteLanes {
  readonly writer: SqliteClient;
  readonly #options: LanesOptions;
  readonly #readers: SqliteClient[] = [];

  constructor(options: LanesOptions) {
    this.#options = options;
    const { threadFile, data, limitMs } = options;
    this.writer = new SqliteClient(threadFile, data, limitMs);
  }

  /** Resolves when the file is open; rejects with the reason when it cannot be. */
  async opened(): Promise<void> {
    await this.writer.opened();
    // The file is there now, in the mode that lets several read.
    if (this.#readers.length === 0) this.reader();
  }

  /** Who reads next: the one with the least to do. */
  reader(): SqliteClient {
    const alive = this.#readers.filter(({ dead }) => !dead);
    let best = alive[0];
    for (const each of alive) {
      if (best === undefined || each.unanswered < best.unanswered) best = each;
    }
    const busy = best === undefined || best.busyMs > patienceMs;
    // One that died before it was of use counts: where threads cannot start, no more are tried.
    if (busy && this.#readers.length < this.#options.readers) return this.#start();
    return best ?? this.writer;
  }

  /** Waits for what is under way, closes the file and ends the threads. */
  async close(): Promise<void> {
    await Promise.all(this.#readers.map((reader) => reader.close()));
    await this.writer.close();
  }

  #start(): SqliteClient {
    const { threadFile, data, limitMs } = this.#options;
    const reader = new SqliteClient(threadFile, { ...data, readOnly: true }, limitMs);
    this.#readers.push(reader);
    return reader;
  }
}
