import type { SupervisorMessage } from '../../src/contracts/server-process.js';
import { messageOf } from '../../src/platform/errors.js';
import type { FailureLog, Log } from '../ports.js';
import type { RestartRequests } from './restart-requests.js';
import type { WorkerPool } from './worker-pool.js';

/** What restarting takes. */
interface RestartDeps {
  readonly pools: readonly Pick<WorkerPool, 'roll' | 'size' | 'what'>[];
  /** Brings the store to what the new processes need; the old ones go on with it. */
  readonly prepare: () => Promise<unknown>;
  readonly restarts: RestartRequests;
  readonly log: Log;
  readonly failures: FailureLog;
  readonly tell: (message: SupervisorMessage) => void;
  readonly stop: AbortSignal;
}

/** Restarts since the start, for those who run the server. */
export interface RestartState {
  readonly isUnderWay: boolean;
  readonly done: number;
  readonly givenUp: number;
}

/**
 * Replaces all processes by new ones, of the files that are there now, while the API goes on. When a
 * new one does not get ready it is given up, and those not yet replaced stay as they are.
 */
export class RollingRestart {
  readonly #deps: RestartDeps;
  #isUnderWay = false;
  #done = 0;
  #givenUp = 0;

  constructor(deps: RestartDeps) {
    this.#deps = deps;
  }

  get state(): RestartState {
    return { isUnderWay: this.#isUnderWay, done: this.#done, givenUp: this.#givenUp };
  }

  /** Does it whenever it is asked for, until everything is stopped. Never rejects. */
  async whenAsked(): Promise<void> {
    const { restarts, stop } = this.#deps;
    for (;;) {
      await restarts.next(stop);
      if (stop.aborted) return;
      this.#isUnderWay = true;
      await this.#once();
      this.#isUnderWay = false;
    }
  }

  async #once(): Promise<void> {
    const { failures, log, pools, prepare, stop, tell } = this.#deps;
    const processes = pools.reduce((sum, { size }) => sum + size, 0);
    let replaced = 0;
    log.info('restart-begun', { processes });
    try {
      await prepare();
      for (const pool of pools) {
        await pool.roll(({ pid, oldPid }) => {
          replaced += 1;
          log.info('process-replaced', { what: pool.what, pid, oldPid, replaced, of: processes });
        });
      }
      this.#done += 1;
      log.info('restart-done', { replaced });
      tell({ type: 'restarted', replaced });
    } catch (error) {
      if (stop.aborted) return;
      const kept = processes - replaced;
      this.#givenUp += 1;
      failures.note('restart-given-up', error, { replaced, kept });
      tell({ type: 'restart-given-up', replaced, kept, message: messageOf(error) });
    }
  }
}
