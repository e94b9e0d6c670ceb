import { CatopsError } from '../../src/platform/errors.js';
import type { Clock } from '../../src/platform/host.js';
import type { FailureLog } from '../ports.js';
import type { ForkWorker, WorkerHandle } from './worker-handle.js';
import { WorkerLife } from './worker-life.js';
import { WorkerMetrics } from './worker-metrics.js';
import { type Replacement, WorkerPlace } from './worker-place.js';

/** What keeping the API processes alive needs. */
export interface PoolDeps {
  readonly fork: ForkWorker;
  /** What its processes are called in the log. */
  readonly what: string;
  readonly clock: Clock;
  readonly failures: FailureLog;
  /** How long a process may take until it is ready. */
  readonly startMs: number;
  /** How long one that was replaced may take to end what it has begun. */
  readonly drainMs: number;
  /** How long a stop may take before the processes are killed. */
  readonly stopMs: number;
}

/** So long one that is tried again has the machine for itself; one that hangs holds up no more. */
const retryApartMs = 5000;

/** What became of putting processes back. */
interface PutBack {
  readonly due: number;
  readonly replaced: number;
  /** Why the first of the others could not be; undefined when all were. */
  readonly failure: unknown;
}

/** Keeps a number of API processes alive: starts them, replaces the dead, drains them on a stop. */
export class WorkerPool {
  readonly metrics = new WorkerMetrics();
  readonly what: string;
  readonly #deps: PoolDeps;
  #places: readonly WorkerPlace[];
  readonly #newPlace: () => WorkerPlace;
  /** Places that are given up, as long as somebody leaves them. */
  #vacated: readonly WorkerPlace[] = [];
  /** Of places that are no more. */
  #restartsBefore = 0;
  readonly #lives = new Set<WorkerLife>();
  readonly #stopped = new AbortController();

  constructor(deps: PoolDeps, count: number) {
    this.#deps = deps;
    this.what = deps.what;
    const live = () => this.#live();
    const stopped = this.#stopped.signal;
    this.#newPlace = () => new WorkerPlace({ ...deps, live, stopped });
    this.#places = Array.from({ length: count }, () => this.#newPlace());
  }

  /** Processes that are there, ready or not, and those that leave. */
  get workers(): readonly WorkerHandle[] {
    return [...this.#lives].map(({ handle }) => handle);
  }

  /** The same, with how they are. */
  get lives(): readonly WorkerLife[] {
    return [...this.#lives];
  }

  /** Those of them that were replaced, and only end what they have begun. */
  get leaving(): readonly WorkerHandle[] {
    return [...this.#places, ...this.#vacated].flatMap(({ leaving }) => leaving);
  }

  /** Processes that there should be. */
  get size(): number {
    return this.#places.length;
  }

  get ready(): number {
    return this.#places.filter(({ isReady }) => isReady).length;
  }

  /** Processes that died and were followed by another since the start. */
  get restarts(): number {
    return this.#places.reduce((sum, { restarts }) => sum + restarts, this.#restartsBefore);
  }

  /** Resolves when every process is ready; rejects with the reason when one cannot be started. */
  async start(): Promise<void> {
    await Promise.all(this.#places.map((place) => place.fill()));
  }

  /**
   * Replaces the processes by new ones, one after the other: each is ready before the one before it
   * leaves, and that one has left before the next is replaced. Rejects with the reason when a new one
   * does not get ready, or when it is aborted; the rest then stay as they are.
   */
  async roll(onReplaced: (replacement: Replacement) => void, signal: AbortSignal): Promise<void> {
    const over = new AbortController();
    const aborted = new Promise<void>((resolve) => {
      signal.addEventListener('abort', () => resolve(), over);
    });
    try {
      for (const place of this.#places) {
        const { left, ...replacement } = await place.replace(signal);
        await Promise.race([left, aborted]);
        onReplaced(replacement);
      }
    } finally {
      over.abort();
    }
  }

  /**
   * Replaces those that are due, all at once, and waits for none of them to leave: as long as one has
   * its place, clients come to it. Each that fails is tried once more, unless it said why it cannot
   * start: what was too much for the machine at once may not be then. `onTried` is called when each
   * was tried once. Never rejects.
   */
  async putBack(
    isDue: (worker: WorkerHandle) => boolean,
    signal: AbortSignal,
    onTried: () => void = () => {},
  ): Promise<PutBack> {
    const due = this.#places.filter(({ holder }) => holder === undefined || isDue(holder));
    const first = await Promise.all(due.map((place) => failureOf(place.replace(signal))));
    onTried();
    const last: Promise<unknown>[] = [];
    for (const [at, place] of due.entries()) {
      const failure = first[at];
      // It says so again; or its old one died meanwhile, and it was filled by itself.
      if (failure === undefined || failure instanceof CatopsError)
        last.push(Promise.resolve(failure));
      else if (place.holder !== undefined && !isDue(place.holder)) continue;
      else {
        const tried = failureOf(place.replace(signal));
        last.push(tried);
        await this.#settled(tried, retryApartMs);
      }
    }
    const failures = (await Promise.all(last)).filter((failure) => failure !== undefined);
    return { due: due.length, replaced: due.length - failures.length, failure: failures[0] };
  }

  /**
   * Has so many processes. Resolves when the new ones are ready, or those too many have ended what
   * they had begun; rejects with the reason when a new one cannot be started, and stays as it was.
   */
  async resize(count: number): Promise<void> {
    const before = this.#places;
    const more = Array.from({ length: Math.max(0, count - before.length) }, () => this.#newPlace());
    try {
      // They serve at once, but are not counted on before they do.
      await Promise.all(more.map((place) => place.fill()));
    } catch (error) {
      await Promise.all(more.map((place) => place.vacate()));
      throw error;
    }
    this.#places = [...before, ...more].slice(0, count);
    const excess = before.slice(count);
    this.#restartsBefore += excess.reduce((sum, { restarts }) => sum + restarts, 0);
    this.#vacated = excess;
    await Promise.all(excess.map((place) => place.vacate()));
    this.#vacated = [];
  }

  /** Lets running requests end; kills what has not ended in time. Nothing is started after this. */
  async stop(): Promise<void> {
    this.#stopped.abort();
    for (const life of this.#lives) life.end({ type: 'stop' });
    const { clock, stopMs } = this.#deps;
    const deadline = clock.monotonic() + stopMs;
    while (this.workers.length > 0 && clock.monotonic() < deadline) await clock.sleep(10);
    this.kill();
    while (this.workers.length > 0) await clock.sleep(10);
  }

  /** Ends every process at once. */
  kill(): void {
    this.#stopped.abort();
    for (const worker of this.workers) worker.kill();
  }

  /** Waits until it has settled, but no longer than so. */
  async #settled(work: Promise<unknown>, ms: number): Promise<void> {
    const over = new AbortController();
    const late = this.#deps.clock.sleep(ms, over.signal).catch(() => {});
    await Promise.race([work, late]);
    over.abort();
  }

  #live(): WorkerLife {
    const life = new WorkerLife({
      ...this.#deps,
      onMetrics: (worker, message) => this.metrics.received(worker, message),
      onEnd: (ended) => {
        this.metrics.retire(ended.handle);
        this.#lives.delete(ended);
      },
    });
    this.#lives.add(life);
    return life;
  }
}

/** Undefined when it does not fail. */
function failureOf(work: Promise<unknown>): Promise<unknown> {
  return work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
}
