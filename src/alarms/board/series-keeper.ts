import { CatopsError } from '../../platform/errors.js';
import type { Clock } from '../../platform/host.js';
import type { SeriesPoint } from '../alarm.js';
import type { AlarmSource } from '../ports.js';

/** How far back a board looks. */
export const seriesMs = 60 * 60_000;
/** A metric has a point a minute: asked more often it says nothing new. */
const freshForMs = 60_000;
/** Between two askings, so that a board of many alarms takes little of the account's quota. */
const betweenMs = 2000;

/**
 * Keeps the newest points of the alarms that are looked at, one asked for after the other: at most
 * thirty a minute. What cannot be read stays as it was. Runs until the signal.
 */
export class SeriesKeeper {
  readonly #source: AlarmSource;
  readonly #clock: Clock;
  readonly #onSeries: (name: string, points: readonly SeriesPoint[]) => void;
  #wanted: readonly string[] = [];
  readonly #askedAt = new Map<string, number>();

  constructor(
    { source, clock }: { readonly source: AlarmSource; readonly clock: Clock },
    onSeries: (name: string, points: readonly SeriesPoint[]) => void,
  ) {
    this.#source = source;
    this.#clock = clock;
    this.#onSeries = onSeries;
  }

  /** Which alarms are looked at, the most important first. */
  want(names: readonly string[]): void {
    this.#wanted = names;
    for (const name of this.#askedAt.keys()) if (!names.includes(name)) this.#askedAt.delete(name);
  }

  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const now = this.#clock.monotonic();
      const stale = this.#wanted.find((name) => this.#isStale(name, now));
      if (stale !== undefined) await this.#ask(stale, signal);
      await this.#clock.sleep(betweenMs, signal).catch(() => undefined);
    }
  }

  #isStale(name: string, now: number): boolean {
    return now - (this.#askedAt.get(name) ?? Number.NEGATIVE_INFINITY) >= freshForMs;
  }

  async #ask(name: string, signal: AbortSignal): Promise<void> {
    this.#askedAt.set(name, this.#clock.monotonic());
    const to = this.#clock.now();
    const window = { from: new Date(to - seriesMs).toISOString(), to: new Date(to).toISOString() };
    try {
      this.#onSeries(name, await this.#source.series(name, window, signal));
    } catch (error) {
      if (!signal.aborted && !(error instanceof CatopsError)) throw error;
    }
  }
}
