import type { Clock } from '../../src/platform/host.js';
import { emfDocuments, type ServerTotals } from '../http/emf.js';

/** What publishing takes. */
export interface EmfPublisherDeps {
  readonly service: string;
  readonly clock: Pick<Clock, 'now'>;
  /** What was counted until now, as far as it was last heard of. */
  totals(): ServerTotals;
  /** Takes whole lines; never throws, never blocks. */
  write(lines: string): void;
}

const minuteMs = 60_000;

/** Says every minute what a server did in it, in Embedded Metric Format: one JSON object a line. */
export class EmfPublisher {
  readonly #deps: EmfPublisherDeps;
  #before: ServerTotals;
  #minute: number;

  constructor(deps: EmfPublisherDeps) {
    this.#deps = deps;
    this.#before = deps.totals();
    this.#minute = minuteOf(deps.clock.now());
  }

  /** Is to be called every second or so; does something once a minute. */
  note(): void {
    const { clock, service, totals, write } = this.#deps;
    const minute = minuteOf(clock.now());
    if (minute === this.#minute) return;
    const isLater = minute > this.#minute;
    this.#minute = minute;
    // A clock that was set back has a minute twice: what was counted is told at the end of the next.
    if (!isLater) return;
    const after = totals();
    const documents = emfDocuments(this.#before, after, { service, at: minute * minuteMs });
    this.#before = after;
    write(documents.map((document) => `${JSON.stringify(document)}\n`).join(''));
  }
}

function minuteOf(ms: number): number {
  return Math.floor(ms / minuteMs);
}
