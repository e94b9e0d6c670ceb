import { Worker } from 'node:worker_threads';
import {
  fromFailure,
  type SqlRequest,
  type SqlResult,
  type ThreadData,
  type ThreadReply,
} from './sqlite-messages.js';

interface Pending {
  resolve(result: SqlResult): void;
  reject(error: Error): void;
}

/** One life of the thread. A transaction may not go on in the next one. */
interface Thread {
  readonly worker: Worker;
  readonly pending: Map<number, Pending>;
  readonly opened: Promise<void>;
  /** Whether it has answered anything: one that never did is not started again. */
  useful: boolean;
  ended: boolean;
}

const gone = 'The database thread ended unexpectedly.';

/**
 * Talks to the thread that owns the database file. When the thread dies, everything that waits is
 * rejected at once, and the next statement starts a new thread; if that one dies too before it
 * answered anything, the client stays dead, so that nothing ever hangs and nothing loops.
 */
export class SqliteClient {
  readonly #threadFile: URL;
  readonly #data: ThreadData;
  #thread: Thread;
  #lastId = 0;
  #closing: Promise<void> | undefined;

  constructor(threadFile: URL, data: ThreadData) {
    this.#threadFile = threadFile;
    this.#data = data;
    this.#thread = this.#start();
  }

  /** Resolves when the file is open; rejects with the reason when it cannot be. */
  opened(): Promise<void> {
    return this.#thread.opened;
  }

  /** The present life of the thread, by identity. A new one is started when it has died. */
  thread(): object {
    if (this.#thread.ended && this.#thread.useful && !this.#closing) this.#thread = this.#start();
    return this.#thread;
  }

  /** Runs one statement, in `life` only: a transaction must not go on in another thread. */
  run(life: object, request: Omit<SqlRequest, 'type' | 'id'>): Promise<SqlResult> {
    const thread = this.#thread;
    if (this.#closing) return Promise.reject(new Error('The database is closed.'));
    if (thread !== life || thread.ended) return Promise.reject(new Error(gone));
    this.#lastId += 1;
    const id = this.#lastId;
    return new Promise((resolve, reject) => {
      thread.pending.set(id, { resolve, reject });
      try {
        thread.worker.postMessage({ ...request, type: 'run', id });
      } catch (error) {
        thread.pending.delete(id);
        reject(error);
      }
    });
  }

  /** Waits for what is under way, closes the file and ends the thread. */
  close(): Promise<void> {
    this.#closing ??= this.#drain();
    return this.#closing;
  }

  async #drain(): Promise<void> {
    const { worker, ended } = this.#thread;
    if (ended) return;
    const exited = new Promise((resolve) => worker.once('exit', resolve));
    // Messages are handled in order, so this comes after every statement posted before it.
    worker.postMessage({ type: 'close' });
    await exited;
  }

  #start(): Thread {
    const worker = new Worker(this.#threadFile, { workerData: this.#data, execArgv: [] });
    const pending = new Map<number, Pending>();
    let openedBy: Pending['reject'] = () => {};
    const opened = new Promise<void>((resolve, reject) => {
      openedBy = reject;
      worker.on('message', (reply: ThreadReply) => {
        if (reply.type === 'opened') resolve();
        else if (reply.type === 'unopened') reject(fromFailure(reply.failure));
        else settle(thread, reply);
      });
    });
    opened.catch(() => {});
    const thread: Thread = { worker, pending, opened, useful: false, ended: false };
    const end = (error: Error) => {
      thread.ended = true;
      openedBy(error);
      for (const waiting of pending.values()) waiting.reject(error);
      pending.clear();
    };
    worker.on('error', (cause) => end(new Error(gone, { cause })));
    worker.on('exit', () => end(new Error(gone)));
    return thread;
  }
}

function settle(thread: Thread, reply: Extract<ThreadReply, { id: number }>): void {
  const waiting = thread.pending.get(reply.id);
  thread.pending.delete(reply.id);
  thread.useful = true;
  if (reply.type === 'done') waiting?.resolve(reply.result);
  else waiting?.reject(fromFailure(reply.failure));
}
