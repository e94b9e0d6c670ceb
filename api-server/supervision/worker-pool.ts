import { CatopsError, type ErrorCode, errorRegistry } from '../../src/platform/errors.js';
import type { Clock } from '../../src/platform/host.js';
import { Overloaded } from '../failures/cause.js';
import { blamed } from '../failures/dependency.js';
import { ProcessEnded } from '../failures/process-ended.js';
import type { FailureLog } from '../ports.js';
import type { WorkerToSupervisor } from '../worker-messages.js';
import type { ForkWorker, WorkerHandle } from './worker-handle.js';
import { WorkerMetrics } from './worker-metrics.js';

/** What keeping the API processes alive needs. */
export interface PoolDeps {
  readonly fork: ForkWorker;
  /** What its processes are called in the log. */
  readonly what: string;
  readonly clock: Clock;
  readonly failures: FailureLog;
  /** How long a process may take until it is ready. */
  readonly startMs: number;
  /** How long a stop may take before the processes are killed. */
  readonly stopMs: number;
}

interface Slot {
  worker: WorkerHandle | undefined;
  ready: boolean;
  /** Starts in a row that did not live long. */
  failures: number;
}

const startAttempts = 3;
const longLifeMs = 10_000;

/** Keeps a number of API processes alive: starts them, replaces the dead, drains them on a stop. */
export class WorkerPool {
  readonly metrics = new WorkerMetrics();
  /** Processes that were replaced since the start. */
  restarts = 0;
  readonly #deps: PoolDeps;
  readonly #slots: Slot[];
  readonly #stopped = new AbortController();

  constructor(deps: PoolDeps, count: number) {
    this.#deps = deps;
    this.#slots = Array.from({ length: count }, () => ({
      worker: undefined,
      ready: false,
      failures: 0,
    }));
  }

  /** Processes that are there, ready or not. */
  get workers(): readonly WorkerHandle[] {
    return this.#slots.flatMap(({ worker }) => (worker ? [worker] : []));
  }

  /** Processes that there should be. */
  get size(): number {
    return this.#slots.length;
  }

  get ready(): number {
    return this.#slots.filter(({ ready }) => ready).length;
  }

  /** Resolves when every process is ready; rejects with the reason when one cannot be started. */
  async start(): Promise<void> {
    await Promise.all(this.#slots.map((slot) => this.#first(slot)));
  }

  /** Lets running requests end; kills what has not ended in time. Nothing is started after this. */
  async stop(): Promise<void> {
    this.#stopped.abort();
    for (const worker of this.workers) worker.send({ type: 'stop' });
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

  // A process that says why it cannot start will not start the second time either.
  async #first(slot: Slot): Promise<void> {
    for (let attempt = 1; ; attempt += 1) {
      const life = this.#live(slot);
      const reason = await Promise.race([life.ready, life.ended]);
      if (reason === undefined) {
        void this.#keep(slot, life.ended);
        return;
      }
      if (this.#stopped.signal.aborted) throw new CatopsError('interrupted', 'Stopped.');
      if (reason instanceof CatopsError) throw reason;
      if (attempt === startAttempts) throw cannotStart(reason);
      await this.#pause(slot);
    }
  }

  async #keep(slot: Slot, firstEnd: Promise<Reason>): Promise<void> {
    const { clock, failures, what } = this.#deps;
    let ended = firstEnd;
    for (;;) {
      const since = clock.monotonic();
      const reason = await ended;
      if (this.#stopped.signal.aborted) return;
      if (clock.monotonic() - since > longLifeMs) slot.failures = 0;
      const failure = reason instanceof CatopsError ? reason : new ProcessEnded(what, reason);
      failures.note('worker-ended', failure);
      await this.#pause(slot);
      if (this.#stopped.signal.aborted) return;
      this.restarts += 1;
      ended = this.#live(slot).ended;
    }
  }

  /** Waits before the next start: not at all the first time, then longer and longer. */
  async #pause(slot: Slot): Promise<void> {
    slot.failures += 1;
    const wait = slot.failures === 1 ? 0 : Math.min(5000, 125 * 2 ** slot.failures);
    await this.#deps.clock.sleep(wait, this.#stopped.signal).catch(() => {});
  }

  /** One life of a process. `ready` resolves with nothing; `ended` with the reason, once. */
  #live(slot: Slot): { ready: Promise<undefined>; ended: Promise<Reason> } {
    let isReady: (value: undefined) => void = () => {};
    const ready = new Promise<undefined>((resolve) => {
      isReady = resolve;
    });
    const ended = new Promise<Reason>((resolve) => {
      let failure: CatopsError | undefined;
      const settled = new AbortController();
      const worker = this.#deps.fork({
        message: (message) => {
          if (message.type === 'metrics') this.metrics.received(worker, message);
          if (message.type === 'failed') failure = toError(message);
          if (message.type !== 'ready') return;
          settled.abort();
          slot.ready = true;
          isReady(undefined);
        },
        exit: (reason) => {
          settled.abort();
          this.metrics.retire(worker);
          slot.worker = undefined;
          slot.ready = false;
          resolve(failure ?? reason);
        },
      });
      slot.worker = worker;
      void this.#killWhenLate(worker, settled.signal);
    });
    return { ready, ended };
  }

  async #killWhenLate(worker: WorkerHandle, settled: AbortSignal): Promise<void> {
    const { clock, failures, startMs, what } = this.#deps;
    try {
      await clock.sleep(startMs, settled);
    } catch {
      return;
    }
    const late = new Overloaded(`The ${what} was not ready in time, and is ended.`);
    failures.note('worker-not-ready', late, { pid: worker.pid, waitedMs: startMs });
    worker.kill();
  }
}

/** Why a process ended: what it said itself, or how it exited. */
type Reason = CatopsError | string;

function cannotStart(reason: string): CatopsError {
  return new CatopsError(
    'server-start-failed',
    `The API process ended before it was ready (${reason}), ${startAttempts} times.`,
    { hint: 'What it wrote to standard error says why.' },
  );
}

function toError(message: Extract<WorkerToSupervisor, { type: 'failed' }>): CatopsError {
  const code = Object.hasOwn(errorRegistry, message.code)
    ? (message.code as ErrorCode)
    : 'server-start-failed';
  const { hint } = message;
  const error = new CatopsError(code, message.message, hint === undefined ? {} : { hint });
  return message.dependency === undefined ? error : blamed(error, message.dependency);
}
