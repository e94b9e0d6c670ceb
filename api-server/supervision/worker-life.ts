import { CatopsError, type ErrorCode, errorRegistry } from '../../src/platform/errors.js';
import type { Clock } from '../../src/platform/host.js';
import { Overloaded } from '../failures/cause.js';
import { blamed } from '../failures/dependency.js';
import type { SupervisorToWorker, WorkerToSupervisor } from '../worker-messages.js';
import type { ForkWorker, WorkerHandle } from './worker-handle.js';

/** Why a process ended: what it or we said of it, or how it exited, such as `exit code 1`. */
export type EndReason = Error | string;

/** What one life takes. */
export interface LifeDeps {
  readonly fork: ForkWorker;
  /** What the process is called in the log. */
  readonly what: string;
  readonly clock: Pick<Clock, 'now' | 'sleep'>;
  /** How long it may take until it is ready; then it is killed. */
  readonly startMs: number;
  readonly onMetrics: (
    worker: WorkerHandle,
    message: Extract<WorkerToSupervisor, { type: 'metrics' }>,
  ) => void;
  readonly onEnd: (life: WorkerLife) => void;
}

/** One life of a process, from when it is started until it has ended. */
export class WorkerLife {
  readonly handle: WorkerHandle;
  /** When it was started, milliseconds since the epoch. */
  readonly since: number;
  /** Resolves with nothing, when it answers. */
  readonly ready: Promise<undefined>;
  /** Resolves once, after everything that it said was heard. */
  readonly ended: Promise<EndReason>;
  #isReady = false;
  #failure: Error | undefined;

  constructor(deps: LifeDeps) {
    const settled = new AbortController();
    this.since = deps.clock.now();
    let isReady: (value: undefined) => void = () => {};
    let hasEnded: (reason: EndReason) => void = () => {};
    this.ready = new Promise((resolve) => {
      isReady = resolve;
    });
    this.ended = new Promise((resolve) => {
      hasEnded = resolve;
    });
    this.handle = deps.fork({
      message: (message) => {
        if (message.type === 'metrics') deps.onMetrics(this.handle, message);
        if (message.type === 'failed') this.#failure = toError(message);
        if (message.type !== 'ready') return;
        settled.abort();
        this.#isReady = true;
        isReady(undefined);
      },
      exit: (reason) => {
        settled.abort();
        this.#isReady = false;
        deps.onEnd(this);
        hasEnded(this.#failure ?? reason);
      },
    });
    void this.#killWhenLate(deps, settled.signal);
  }

  get isReady(): boolean {
    return this.#isReady;
  }

  /** Has it end in good order. One that is not ready may not hear yet, and has nothing begun. */
  end(message: Extract<SupervisorToWorker, { type: 'hand-over' | 'stop' }>): void {
    if (this.#isReady) this.handle.send(message);
    else this.handle.kill();
  }

  async #killWhenLate({ clock, startMs, what }: LifeDeps, settled: AbortSignal): Promise<void> {
    try {
      await clock.sleep(startMs, settled);
    } catch {
      return;
    }
    this.#failure = new Overloaded(
      `The ${what} was not ready within ${startMs / 1000} s, and is ended.`,
    );
    this.handle.kill();
  }
}

function toError(message: Extract<WorkerToSupervisor, { type: 'failed' }>): CatopsError {
  const code = Object.hasOwn(errorRegistry, message.code)
    ? (message.code as ErrorCode)
    : 'server-start-failed';
  const { hint } = message;
  const error = new CatopsError(code, message.message, hint === undefined ? {} : { hint });
  return message.dependency === undefined ? error : blamed(error, message.dependency);
}
