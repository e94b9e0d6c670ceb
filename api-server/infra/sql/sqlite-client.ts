import { clearTimeout, setTimeout } from 'node:timers';
import { Worker } from 'node:worker_threads';
import { blamed } from '../../failures/dependency.js';
import {
  fromFailure,
  type SqlRequest,
  type SqlResult,
  type ThreadData,
  type ThreadReply,
  threadsTime,
} from './sqlite-messages.js';

type Statement = Omit<SqlRequest, 'type' | 'id' | 'until'>;

interface Pending {
  resolve(result: SqlResult): void;
  reject(error: Error): void;
}

/** One life of the thread. A transaction may not go on in the next one. */
interface Thread {
  readonly worker: Worker;
  /** Who waits for which statement. */
  readonly pending: Map<number, Pending>;
  /** Transactions whose beginning nobody waits for any more, by the statement that begins them. */
  readonly unwanted: Map<number, SqlRequest['session']>;
  readonly opened: Promise<void>;
  /** Statements it has not answered, whether somebody waits for them or not. */
  unanswered: number;
  /** Of {@link threadsTime}: when it began with what it does now, if it does anything. */
  since: number;
  /** Whether it has answered anything: one that never did is not started again. */
  useful: boolean;
  ended: boolean;
}

const gone = 'The database thread ended unexpectedly.';

/**
 * Talks to the thread that owns the database file. When the thread dies, everything that waits is
 * rejected at once, and the next statement starts a new thread; if that one dies too before it
 * answered anything, the client stays dead, so that nothing ever hangs and nothing loops. A statement
 * that takes too long, its waiting included, is rejected; when it was not begun by then, it never is.
 */
export class SqliteClient {
  readonly #threadFile: URL;
  readonly #data: ThreadData;
  readonly #limitMs: number;
  #thread: Thread;
  #lastId = 0;
  #closing: Promise<void> | undefined;

  /** `limitMs` is for each statement; without it they take as long as they take. */
  constructor(threadFile: URL, data: ThreadData, limitMs?: number) {
    this.#threadFile = threadFile;
    this.#data = data;
    this.#limitMs = limitMs ?? Number.POSITIVE_INFINITY;
    this.#thread = this.#start();
  }

  /** Resolves when the file is open; rejects with the reason when it cannot be. */
  opened(): Promise<void> {
    return this.#thread.opened;
  }

  /** Statements that it has not answered. */
  get unanswered(): number {
    return this.#thread.unanswered;
  }

  /** For how many milliseconds it has been doing the same statement; 0 when it does nothing. */
  get busyMs(): number {
    const { unanswered, since } = this.#thread;
    return unanswered === 0 ? 0 : threadsTime() - since;
  }

  /** True when it died and is not started again. */
  get dead(): boolean {
    return this.#thread.ended && !this.#thread.useful;
  }

  /** The present life of the thread, by identity. A new one is started when it has died. */
  thread(): object {
    if (this.#thread.ended && this.#thread.useful && !this.#closing) this.#thread = this.#start();
    return this.#thread;
  }

  /** Runs one statement, in `life` only: a transaction must not go on in another thread. */
  run(life: object, statement: Statement): Promise<SqlResult> {
    const thread = this.#thread;
    if (this.#closing) return Promise.reject(ended('The database is closed.'));
    if (thread !== life || thread.ended) return Promise.reject(ended(gone));
    return new Promise((resolve, rejected) => {
      const reject = (error: unknown) => rejected(blamed(error, 'database'));
      try {
        const id = this.#post(thread, statement);
        thread.pending.set(id, this.#inTime(thread, id, statement, { resolve, reject }));
      } catch (error) {
        reject(error);
      }
    });
  }

  /** Waits for what is under way, closes the file and ends the thread. */
  close(): Promise<void> {
    this.#closing ??= this.#drain();
    return this.#closing;
  }

  #post(thread: Thread, statement: Statement): number {
    this.#lastId += 1;
    const id = this.#lastId;
    const until = Number.isFinite(this.#limitMs) ? { until: threadsTime() + this.#limitMs } : {};
    thread.worker.postMessage({ ...statement, ...until, type: 'run', id });
    if (thread.unanswered === 0) thread.since = threadsTime();
    thread.unanswered += 1;
    return id;
  }

  /** Rejects when it takes too long. */
  #inTime(thread: Thread, id: number, { session, step }: Statement, pending: Pending): Pending {
    if (!Number.isFinite(this.#limitMs)) return pending;
    const giveUp = () => {
      thread.pending.delete(id);
      if (step === 'begin') thread.unwanted.set(id, session);
      const message = `The database did not answer within ${this.#limitMs} ms.`;
      pending.reject(Object.assign(new Error(message), { code: 'ETIMEDOUT' }));
    };
    const timer = setTimeout(giveUp, this.#limitMs);
    return {
      resolve(result) {
        clearTimeout(timer);
        pending.resolve(result);
      },
      reject(error) {
        clearTimeout(timer);
        pending.reject(error);
      },
    };
  }

  #settle(thread: Thread, reply: Extract<ThreadReply, { id: number }>): void {
    const { id } = reply;
    const waiting = thread.pending.get(id);
    const unwanted = thread.unwanted.get(id);
    thread.pending.delete(id);
    thread.unwanted.delete(id);
    thread.unanswered -= 1;
    thread.since = threadsTime();
    thread.useful = true;
    if (reply.type === 'failed') waiting?.reject(fromFailure(reply.failure));
    else if (unwanted === undefined) waiting?.resolve(reply.result);
    // Begun, and nobody is there to end it: all others would wait for ever.
    else {
      const rollback = { sql: 'rollback', parameters: [], step: 'rollback' } as const;
      this.#post(thread, { ...rollback, session: unwanted });
    }
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
    let openedBy: Pending['reject'] = () => {};
    const opened = new Promise<void>((resolve, reject) => {
      openedBy = reject;
      worker.on('message', (reply: ThreadReply) => {
        if (reply.type === 'opened') resolve();
        else if (reply.type === 'unopened') reject(blamed(fromFailure(reply.failure), 'database'));
        else this.#settle(thread, reply);
      });
    });
    opened.catch(() => {});
    const thread: Thread = {
      ...{ worker, opened, pending: new Map(), unwanted: new Map() },
      ...{ unanswered: 0, since: 0, useful: false, ended: false },
    };
    const end = (error: Error) => {
      thread.ended = true;
      thread.unanswered = 0;
      openedBy(error);
      for (const waiting of thread.pending.values()) waiting.reject(error);
      thread.pending.clear();
    };
    worker.on('error', (cause) => end(ended(gone, cause)));
    worker.on('exit', () => end(ended(gone)));
    return thread;
  }
}

function ended(message: string, cause?: unknown): Error {
  const error = Object.assign(new Error(message, { cause }), { code: 'THREAD_ENDED' });
  return blamed(error, 'database');
}
