import type { SupervisorMessage } from '../../src/contracts/server-process.js';
import { CatopsError, messageOf } from '../../src/platform/errors.js';
import type { FailureLog, Log } from '../ports.js';
import type { EventJournal } from './event-journal.js';
import type { ReleasePlace } from './release-place.js';
import type { ReleaseWatch } from './release-watch.js';
import type { Capacity, Change, RestartRequests } from './restart-requests.js';
import type { ServingRelease } from './serving-release.js';
import type { WorkerHandle } from './worker-handle.js';
import type { WorkerPool } from './worker-pool.js';

/** What restarting takes. */
interface RestartDeps {
  readonly pools: readonly Pick<WorkerPool, 'roll' | 'putBack' | 'size' | 'what'>[];
  /** That of them whose size may be changed. */
  readonly scaled: Pick<WorkerPool, 'resize' | 'size'>;
  readonly serving: Pick<ServingRelease, 'place' | 'use' | 'latest' | 'adopt'>;
  /** Brings the store to what the new processes need; the old ones go on with it. */
  readonly prepare: () => Promise<unknown>;
  /** Begins to look at what a release answers that is deployed. */
  readonly watch: (
    release: ReleasePlace,
  ) => Pick<ReleaseWatch, 'check' | 'follow' | 'settled' | 'forMs'>;
  readonly restarts: RestartRequests;
  readonly journal: Pick<EventJournal, 'record'>;
  readonly log: Log;
  readonly failures: FailureLog;
  readonly tell: (message: SupervisorMessage) => void;
  readonly stop: AbortSignal;
}

/** Restarts since the start, for those who run the server. */
export interface RestartState {
  readonly isUnderWay: boolean;
  readonly isAborting: boolean;
  readonly done: number;
  readonly givenUp: number;
}

/**
 * Replaces all processes by new ones, of the files that are there now, while the API goes on. When a
 * new one does not get ready it is given up: those not yet replaced stay as they are, and those that
 * were are put back, where the release before lies in another place and can still be started. So is a
 * release that was deployed and answers wrongly, on the way or in the time after the last was replaced.
 */
export class RollingRestart {
  readonly #deps: RestartDeps;
  #underWay: AbortController | undefined;
  #done = 0;
  #givenUp = 0;
  #most: number;

  constructor(deps: RestartDeps) {
    this.#deps = deps;
    this.#most = deps.scaled.size;
  }

  /** How many processes there may be; what is under way is not in it yet. */
  get capacity(): Capacity {
    return { min: this.#deps.scaled.size, max: this.#most };
  }

  get state(): RestartState {
    return {
      isUnderWay: this.#underWay !== undefined,
      isAborting: this.#underWay?.signal.aborted ?? false,
      done: this.#done,
      givenUp: this.#givenUp,
    };
  }

  /** Takes back what is under way; false when nothing is. */
  abort(): boolean {
    this.#underWay?.abort(new CatopsError('interrupted', 'Somebody aborted it.'));
    return this.#underWay !== undefined;
  }

  /** Does it whenever it is asked for, until everything is stopped. Never rejects. */
  async whenAsked(): Promise<void> {
    const { restarts, stop } = this.#deps;
    for (;;) {
      const wish = await restarts.next(stop);
      if (stop.aborted) return;
      this.#underWay = new AbortController();
      const { signal } = this.#underWay;
      if (wish === 'restart') await this.#roll({ kind: 'restart', id: null }, signal);
      else if (wish.kind === 'scale') await this.#scale(wish);
      else await this.#roll(wish, signal);
      this.#underWay = undefined;
    }
  }

  async #scale({ id, min, max }: Extract<Change, { kind: 'scale' }>): Promise<void> {
    const { failures, log, scaled, stop } = this.#deps;
    const before = scaled.size;
    const wanted = `API processes ${min}, at most ${max}`;
    this.#tell('info', `Environment update is starting: ${wanted} (were ${before}).`, id);
    try {
      await scaled.resize(min);
      this.#most = max;
      log.info('scaled', { before, min, max });
      this.#tell('info', `Environment update completed successfully: ${wanted}.`, id);
    } catch (error) {
      if (stop.aborted) return;
      failures.note('scale-given-up', error, { before, min });
      this.#tell('error', `Failed to deploy configuration: ${messageOf(error)}`, id);
    }
  }

  async #roll(wish: Roll, signal: AbortSignal): Promise<void> {
    const { failures, log, pools, serving, stop, tell } = this.#deps;
    const before = serving.place;
    const processes = pools.reduce((sum, { size }) => sum + size, 0);
    let replaced = 0;
    log.info('restart-begun', { processes });
    try {
      const release = wish.kind === 'deploy' ? wish.release : serving.latest();
      this.#tell('info', `Environment update is starting: ${release.version}.`, wish.id, release);
      serving.use(release);
      await this.#deps.prepare();
      const watch = wish.kind === 'deploy' ? this.#deps.watch(release) : undefined;
      await this.#whileFit(watch, signal, async (going) => {
        for (const pool of pools) {
          await pool.roll(({ pid, oldPid }) => {
            replaced += 1;
            log.info('process-replaced', { what: pool.what, pid, oldPid, replaced, of: processes });
            const text = `Replaced ${pool.what} ${oldPid} by ${pid} (${replaced} of ${processes}).`;
            this.#tell('info', text, wish.id, release);
            watch?.check();
          }, going);
        }
      });
      if (watch) await this.#settle(watch, wish, release, signal);
      this.#done += 1;
      log.info('restart-done', { replaced });
      this.#tell('info', `Environment update completed successfully.`, wish.id, release);
      tell({ type: 'restarted', replaced });
    } catch (error) {
      const failed = serving.place;
      serving.use(before);
      if (stop.aborted) return;
      const kept = processes - replaced;
      this.#givenUp += 1;
      failures.note('restart-given-up', error, { replaced, kept });
      const text = `Failed to deploy application: ${messageOf(error)} ${replaced} of ${processes} processes were replaced.`;
      this.#tell('error', text, wish.id, failed);
      tell({ type: 'restart-given-up', replaced, kept, message: messageOf(error) });
      // Of files that were overwritten in their place nothing is left to go back to.
      if (failed.directory !== before.directory) await this.#putBack(wish);
    }
  }

  /**
   * Replaces processes, and breaks off where the new ones answer wrongly: an old one may take half a
   * minute to leave, in which they answer most of what is asked.
   */
  async #whileFit(
    watch: ReturnType<RestartDeps['watch']> | undefined,
    signal: AbortSignal,
    replace: (going: AbortSignal) => Promise<void>,
  ): Promise<void> {
    if (!watch) return replace(signal);
    const over = new AbortController();
    const unfit = watch.follow(over.signal);
    try {
      await replace(AbortSignal.any([signal, unfit]));
      unfit.throwIfAborted();
    } finally {
      over.abort();
    }
  }

  /** Takes a release for good that answers as the one before did. */
  async #settle(
    watch: ReturnType<RestartDeps['watch']>,
    { id }: Roll,
    release: ReleasePlace,
    signal: AbortSignal,
  ): Promise<void> {
    const { serving, stop } = this.#deps;
    const text = `All are replaced; what they answer is watched for ${watch.forMs / 1000} s.`;
    if (watch.forMs > 0) this.#tell('info', text, id, release);
    await watch.settled(AbortSignal.any([signal, stop]));
    await serving.adopt(release);
  }

  /**
   * Has processes of any other release replaced by those of the one that served before. The API first,
   * for the reason for which it comes last on the way there; the others as soon as each of it was tried,
   * also where one cannot be.
   */
  async #putBack({ id }: Roll): Promise<void> {
    const { failures, log, pools, serving, stop } = this.#deps;
    const { place } = serving;
    const isOther = ({ release }: WorkerHandle) => release.directory !== place.directory;
    const begun: ReturnType<WorkerPool['putBack']>[] = [];
    for (const pool of pools.toReversed()) {
      await new Promise<void>((tried) => {
        const done = pool.putBack(isOther, stop, tried);
        begun.push(done);
        void done.then(() => tried());
      });
    }
    const done = await Promise.all(begun);
    const due = done.reduce((sum, each) => sum + each.due, 0);
    const replaced = done.reduce((sum, each) => sum + each.replaced, 0);
    const failure = done.map((each) => each.failure).find((each) => each !== undefined);
    if (failure === undefined) {
      log.info('put-back', { replaced });
      const text = `The environment was reverted to the previous configuration: ${place.version}.`;
      this.#tell('warn', text, id, place);
      return;
    }
    if (stop.aborted) return;
    failures.note('not-put-back', failure, { replaced, due });
    const what =
      replaced === 0
        ? 'The release before cannot be started either'
        : `${replaced} of ${due} processes were put back, the others stay on the release that failed`;
    this.#tell('fatal', `${what}: ${messageOf(failure)}`, id, place);
  }

  #tell(
    severity: 'info' | 'warn' | 'error' | 'fatal',
    message: string,
    requestId: string | null,
    { version } = this.#deps.serving.place,
  ): void {
    this.#deps.journal.record({ severity, message, version, requestId });
  }
}

type Roll =
  | Extract<Change, { kind: 'deploy' | 'restart' }>
  | { readonly kind: 'restart'; readonly id: null };
