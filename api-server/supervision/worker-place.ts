import { CatopsError } from '../../src/platform/errors.js';
import type { Clock } from '../../src/platform/host.js';
import { ProcessEnded } from '../failures/process-ended.js';
import type { FailureLog } from '../ports.js';
import type { WorkerHandle } from './worker-handle.js';
import type { EndReason, WorkerLife } from './worker-life.js';

/** What keeping a place filled takes. */
export interface PlaceDeps {
  readonly live: () => WorkerLife;
  readonly what: string;
  readonly clock: Clock;
  readonly failures: FailureLog;
  /** How long one that was replaced may take to end what it has begun. */
  readonly drainMs: number;
  /** How long one may take to end after that. */
  readonly stopMs: number;
  /** From when on nothing is started any more. */
  readonly stopped: AbortSignal;
}

/** Which process has followed which; undefined when there was none. */
export interface Replacement {
  readonly pid: number;
  readonly oldPid: number | undefined;
}

/** The same, and when the old one will have ended. Never rejects. */
interface Leaving extends Replacement {
  readonly left: Promise<void>;
}

const startAttempts = 3;
const longLifeMs = 10_000;
/** How long a new process has to answer beside the old one before that one is let go. */
const settleMs = 500;

/**
 * The place of one process, which is kept filled: who dies is followed by another. Who holds it can
 * be replaced; then both run for a while.
 */
export class WorkerPlace {
  /** How often one that died was followed by another. */
  restarts = 0;
  readonly #deps: PlaceDeps;
  #holder: WorkerLife | undefined;
  /** Those that were replaced and have not ended. */
  readonly #leaving = new Set<WorkerLife>();
  /** Lives in a row that were not long. */
  #deaths = 0;
  #isClosed = false;

  constructor(deps: PlaceDeps) {
    this.#deps = deps;
  }

  get isReady(): boolean {
    return this.#holder?.isReady ?? false;
  }

  /** Whoever is in the place, ready or not. */
  get holder(): WorkerHandle | undefined {
    return this.#holder?.handle;
  }

  get leaving(): readonly WorkerHandle[] {
    return [...this.#leaving].map(({ handle }) => handle);
  }

  /** Resolves when its first process is ready; rejects with the reason when none can be started. */
  async fill(): Promise<void> {
    for (let attempt = 1; ; attempt += 1) {
      if (this.#isOver) throw stopped();
      if (this.#holder) return;
      const life = this.#deps.live();
      this.#holder = life;
      const reason = await Promise.race([life.ready, life.ended]);
      if (this.#holder !== life) return;
      if (reason === undefined) {
        void this.#keep(life);
        return;
      }
      this.#holder = undefined;
      if (this.#deps.stopped.aborted) throw stopped();
      // A process that says why it cannot start will not start the second time either.
      if (reason instanceof CatopsError) throw reason;
      if (attempt === startAttempts) throw cannotStart(reason);
      await this.#pause();
    }
  }

  /**
   * Puts a new process in the place, and from then on has the old one end what it has begun. Rejects
   * with the reason when the new one does not get ready, or does not stay, or when it is aborted; the
   * old one then stays as it is.
   */
  async replace(signal: AbortSignal): Promise<Leaving> {
    const { clock, live } = this.#deps;
    if (this.#deps.stopped.aborted) throw stopped();
    signal.throwIfAborted();
    const next = live();
    const settled = new AbortController();
    const givenUp = new Promise<undefined>((resolve) => {
      signal.addEventListener('abort', () => resolve(undefined), settled);
    });
    const steady = next.ready
      .then(() => clock.sleep(settleMs, settled.signal))
      .then(
        () => undefined,
        () => undefined,
      );
    const reason = await Promise.race([steady, next.ended, givenUp]);
    settled.abort();
    if (this.#deps.stopped.aborted) throw stopped();
    if (signal.aborted) {
      // It may have answered already: what it has begun it ends, and nobody waits for it.
      void this.#letGo(next);
      throw signal.reason;
    }
    if (reason !== undefined) throw this.#failureOf(reason, 'The old one stays.');
    const old = this.#holder;
    this.#holder = next;
    this.#deaths = 0;
    void this.#keep(next);
    const left = old ? this.#letGo(old) : Promise.resolve();
    return { pid: next.handle.pid, oldPid: old?.handle.pid, left };
  }

  /** Has whoever holds it end what it has begun; nobody follows. */
  async vacate(): Promise<void> {
    const old = this.#holder;
    this.#isClosed = true;
    this.#holder = undefined;
    if (old) await this.#letGo(old);
  }

  async #keep(first: WorkerLife): Promise<void> {
    const { clock, failures } = this.#deps;
    for (let life = first; ; ) {
      const since = clock.monotonic();
      const reason = await life.ended;
      // Who was replaced, or told to stop, has not died.
      if (this.#deps.stopped.aborted || this.#holder !== life) return;
      this.#holder = undefined;
      if (clock.monotonic() - since > longLifeMs) this.#deaths = 0;
      failures.note('worker-ended', this.#failureOf(reason, 'It is started again.'));
      await this.#pause();
      if (this.#isOver || this.#holder) return;
      this.restarts += 1;
      life = this.#deps.live();
      this.#holder = life;
    }
  }

  /** Has it end in good order, and kills it when it does not. */
  async #letGo(old: WorkerLife): Promise<void> {
    const { clock, drainMs, failures, stopMs } = this.#deps;
    const ended = new AbortController();
    const wasReady = old.isReady;
    this.#leaving.add(old);
    old.end({ type: 'hand-over', withinMs: drainMs });
    void clock.sleep(drainMs + stopMs, ended.signal).then(
      () => old.handle.kill(),
      () => {},
    );
    const reason = await old.ended;
    ended.abort();
    this.#leaving.delete(old);
    if (this.#deps.stopped.aborted || reason === 'exit code 0' || !wasReady) return;
    failures.note('worker-ended', this.#failureOf(reason, 'A new one has its place.'));
  }

  /** Nobody is started in it any more. */
  get #isOver(): boolean {
    return this.#deps.stopped.aborted || this.#isClosed;
  }

  #failureOf(reason: EndReason, then: string): Error {
    return reason instanceof Error ? reason : new ProcessEnded(this.#deps.what, reason, then);
  }

  /** Waits before the next start: not at all the first time, then longer and longer. */
  async #pause(): Promise<void> {
    this.#deaths += 1;
    const wait = this.#deaths === 1 ? 0 : Math.min(5000, 125 * 2 ** this.#deaths);
    await this.#deps.clock.sleep(wait, this.#deps.stopped).catch(() => {});
  }
}

function stopped(): CatopsError {
  return new CatopsError('interrupted', 'Stopped.');
}

function cannotStart(reason: EndReason): CatopsError {
  const why = reason instanceof Error ? reason.message : reason;
  return new CatopsError(
    'server-start-failed',
    `The API process ended before it was ready (${why}), ${startAttempts} times.`,
    { hint: 'What it wrote to standard error says why.' },
  );
}
