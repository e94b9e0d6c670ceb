import { Repeating } from '../../src/platform/repeating.js';
import { blamed } from '../failures/dependency.js';
import type { AppDeps, Probe } from '../ports.js';
import { sourceOf } from './dependency-state.js';

const everyMs = 2000;
/** One that says nothing for so long is ill: a disk on a network may never answer. */
const limitMs = 3000;

type WatchDeps = Pick<AppDeps, 'probes' | 'health' | 'failures' | 'clock' | 'log'>;

/** Looks at what the API needs again and again, and says when something goes and when it is back. */
export class DependencyWatch {
  readonly #deps: WatchDeps;
  readonly #hanging = new Set<Probe>();
  readonly #looking: Repeating;

  constructor(deps: WatchDeps) {
    this.#deps = deps;
    this.#looking = new Repeating(deps.clock, everyMs, () => this.look());
  }

  /** Looks once, then goes on looking until {@link stop}. What is ill stops nobody from starting. */
  async start(): Promise<void> {
    await this.look();
    this.#looking.start();
  }

  async stop(): Promise<void> {
    await this.#looking.stop();
  }

  /** Looks at everything once. */
  async look(): Promise<void> {
    await Promise.all(this.#deps.probes.map((probe) => this.#try(probe)));
  }

  async #try(probe: Probe): Promise<void> {
    const { health, failures, log } = this.#deps;
    const { dependency } = probe;
    // One that hangs is not asked a second time.
    if (this.#hanging.has(probe)) return;
    const wasIll = health.isIll(dependency);
    const error = await this.#silenceOf(probe);
    // Before it is counted as ill: what is noted here is no request that failed.
    if (error !== undefined && !wasIll) failures.note('dependency-lost', error, { dependency });
    health.seen(dependency, error);
    if (wasIll && !health.isIll(dependency)) log.info('dependency-back', { dependency });
  }

  /** What is wrong with it; undefined when nothing is. */
  async #silenceOf(probe: Probe): Promise<unknown> {
    const ended = new AbortController();
    this.#hanging.add(probe);
    const answer = probe
      .check()
      .then(
        () => undefined,
        (error: unknown) => error,
      )
      .finally(() => this.#hanging.delete(probe));
    const silent = Object.assign(new Error('It does not answer in time.'), { code: 'ETIMEDOUT' });
    const late = this.#deps.clock.sleep(limitMs, ended.signal).then(
      () => blamed(silent, sourceOf[probe.dependency]),
      () => undefined,
    );
    const error = await Promise.race([answer, late]);
    ended.abort();
    return error;
  }
}
