import type { Clock } from '../../src/platform/host.js';
import { ReleaseUnfit } from '../failures/release-unfit.js';
import type { MetricsSnapshot } from '../http/metrics.js';
import type { ReleasePlace } from './release-place.js';
import type { WorkerMetrics } from './worker-metrics.js';
import type { WorkerPool } from './worker-pool.js';

/** Answers on one route, and how many of them were server errors. */
interface Answers {
  readonly all: number;
  readonly failed: number;
}

type ByRoute = ReadonlyMap<string, Answers>;

/** Fewer answers than these tell nothing of a route. */
const fewestAnswers = 20;
/** Shares of server errors that are too many, above those of the release before. */
const tooMany = { atOnce: 0.5, inTheEnd: 0.1 } as const;
/** Processes that died so often since the switch died of the release. */
const deathsTooMany = 2;
const lookEveryMs = 250;

export interface WatchDeps {
  /** How long it is looked at once all processes are replaced, milliseconds; 0: not at all. */
  readonly forMs: number;
  readonly pool: Pick<WorkerPool, 'restarts' | 'workers'> & {
    readonly metrics: Pick<WorkerMetrics, 'latest' | 'lastOf' | 'collect'>;
  };
  readonly clock: Clock;
}

/**
 * Looks at what the processes of a new release answer, beside what the ones before answered while
 * they were replaced: what ails both is no fault of the release. Begins when it is made.
 */
export class ReleaseWatch {
  readonly #deps: WatchDeps;
  readonly #release: ReleasePlace;
  readonly #earlier: ByRoute;
  readonly #restarts: number;

  constructor(deps: WatchDeps, release: ReleasePlace) {
    this.#deps = deps;
    this.#release = release;
    this.#restarts = deps.pool.restarts;
    this.#earlier = answersOf([deps.pool.metrics.latest]);
  }

  /** Throws {@link ReleaseUnfit} when it cannot stay, by what was heard last. */
  check(): void {
    this.#check(tooMany.atOnce);
  }

  get forMs(): number {
    return this.#deps.forMs;
  }

  /**
   * Looks on while processes are replaced, until `over`. The signal it answers is aborted with
   * {@link ReleaseUnfit} at the first look at which the release cannot stay.
   */
  follow(over: AbortSignal): AbortSignal {
    const unfit = new AbortController();
    void this.#lookOn(over).catch((error) => unfit.abort(error));
    return unfit.signal;
  }

  async #lookOn(over: AbortSignal): Promise<void> {
    const { clock, forMs } = this.#deps;
    while (forMs > 0 && !over.aborted) {
      await clock.sleep(lookEveryMs, over).catch(() => {});
      if (!over.aborted) await this.#look();
    }
  }

  /** Resolves when it may stay; rejects as `check` does, or with the signal's reason. */
  async settled(signal: AbortSignal): Promise<void> {
    const { clock, forMs } = this.#deps;
    const until = clock.monotonic() + forMs;
    for (let left = forMs; left > 0; left = until - clock.monotonic()) {
      await clock.sleep(Math.min(left, lookEveryMs), signal);
      await this.#look(signal);
    }
    this.#check(tooMany.inTheEnd);
  }

  async #look(signal?: AbortSignal): Promise<void> {
    await this.#deps.pool.metrics.collect(this.#processes(), lookEveryMs);
    signal?.throwIfAborted();
    this.check();
  }

  #check(share: number): void {
    const { forMs, pool } = this.#deps;
    if (forMs === 0) return;
    const deaths = pool.restarts - this.#restarts;
    if (deaths >= deathsTooMany)
      throw new ReleaseUnfit(`It starts, and does not stay: ${deaths} processes died.`);
    const now = answersOf(this.#processes().flatMap((each) => pool.metrics.lastOf(each) ?? []));
    const all = answersOf([pool.metrics.latest]);
    const before = (route: string) =>
      minus(at(all, route), at(this.#earlier, route), at(now, route));
    const why = objection(now, before, share);
    if (why !== null) throw new ReleaseUnfit(why);
  }

  #processes() {
    const { directory } = this.#release;
    return this.#deps.pool.workers.filter(({ release }) => release.directory === directory);
  }
}

/** Why a release cannot stay; null while nothing speaks against it. */
function objection(now: ByRoute, before: (route: string) => Answers, share: number): string | null {
  for (const [route, { all, failed }] of now) {
    if (all < fewestAnswers) continue;
    const was = before(route);
    const wasShare = was.all < fewestAnswers ? 0 : was.failed / was.all;
    if (failed / all - wasShare > share)
      return `It starts, and answers wrongly: ${failed} of ${all} answers to ${route} are server errors (of the release before ${was.failed} of ${was.all}).`;
  }
  return null;
}

function answersOf(snapshots: readonly MetricsSnapshot[]): ByRoute {
  const found = new Map<string, Answers>();
  for (const { route, requests } of snapshots.flatMap(({ routes }) => routes)) {
    let { all, failed } = at(found, route);
    for (const [status, count] of Object.entries(requests)) {
      all += count;
      if (Number(status) >= 500) failed += count;
    }
    found.set(route, { all, failed });
  }
  return found;
}

function at(answers: ByRoute, route: string): Answers {
  return answers.get(route) ?? { all: 0, failed: 0 };
}

/** What is left for the release before; a process that died in between is in none of them. */
function minus(from: Answers, ...taken: readonly Answers[]): Answers {
  const left = (key: keyof Answers) =>
    Math.max(
      0,
      taken.reduce((sum, each) => sum - each[key], from[key]),
    );
  return { all: left('all'), failed: left('failed') };
}
