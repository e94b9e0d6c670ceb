import type { MetricSample } from '../../contracts/metric-sample.js';
import { messageOf } from '../../platform/errors.js';
import type { Clock } from '../../platform/host.js';
import type { StateChange } from '../alarm.js';
import type { AlarmInstance } from '../instances.js';
import { evaluationRange } from './evaluate.js';
import { judgeRound } from './judge-round.js';
import { createPatientBook, type PatientBook } from './patient-book.js';
import { concernsPeople, PaidChanges, payOwed } from './pay-owed.js';
import type { AlarmBook, SampleLog, Watch } from './ports.js';
import { Sampler } from './sampler.js';
import type { Tell, Told } from './tell-people.js';

/** What the evaluator is made of. */
export interface EvaluatorDeps {
  readonly clock: Clock;
  readonly book: AlarmBook;
  readonly samples: SampleLog;
  readMetrics(signal: AbortSignal): Promise<string>;
  /** Says it to people; see `tell-people.ts`. */
  readonly tell: Tell;
  /** Tells of alarms that may fire soon by what was sampled until `now`; see `warn-early.ts`. */
  warn(samples: readonly MetricSample[], now: number, signal: AbortSignal): Promise<unknown>;
  /** Sends what earlier runs left undelivered. */
  workOffOutbox(signal: AbortSignal): Promise<void>;
  /** At most one process of a machine evaluates for a service. */
  claim(): Promise<Watch | { readonly busy: string }>;
}

export interface EvaluatorOptions {
  readonly instances: readonly AlarmInstance[];
  /** Time between two looks. */
  readonly everyMs: number;
  /** How far back early warnings look. */
  readonly earlySpanMs: number;
  readonly onEvent: (event: EvaluatorEvent) => void;
}

/** What it tells while it works. */
export type EvaluatorEvent =
  /** It fires, or it fires no more. */
  | { readonly kind: 'changed'; readonly change: StateChange }
  | { readonly kind: 'told'; readonly change: StateChange; readonly told: Told }
  /** Another process evaluates; said once for each wait. */
  | { readonly kind: 'waiting'; readonly holder: string }
  /** Something of it failed, and is tried again; said once until it works. */
  | { readonly kind: 'failed'; readonly part: Part; readonly message: string };

type Part = 'samples' | 'alarms' | 'pages' | 'warnings' | 'deliveries';

/** How often it is looked for what is owed: `catops alarms test` may owe something too. */
const payEveryMs = 2000;
/** Not at once: a vendor that is down is not asked again every two seconds. */
const payAgainMs = 10_000;
const outboxEveryMs = 15_000;
/** Trends are of whole periods, of which most are a minute. */
const warnEveryMs = 60_000;
/** States are written at least so often, for the values that stand beside them. */
const writeEveryMs = 60_000;

/**
 * Samples the API, judges its alarms and sees to it that people are told, until `stop`. Nothing that
 * fails in it ends it, and none of its parts waits for another: a vendor that hangs delays no sample.
 */
export class Evaluator {
  readonly #deps: EvaluatorDeps;
  readonly #options: EvaluatorOptions;
  readonly #book: PatientBook;
  readonly #sampler: Sampler;
  readonly #paid = new PaidChanges();
  readonly #stopped = new AbortController();
  readonly #failing = new Set<Part>();
  #recent: readonly MetricSample[] = [];
  #judgedUntil = 0;
  #writtenAt = Number.NEGATIVE_INFINITY;
  #wake = new AbortController();
  #running: Promise<unknown> = Promise.resolve();

  constructor(deps: EvaluatorDeps, options: EvaluatorOptions) {
    this.#deps = deps;
    this.#options = options;
    this.#book = createPatientBook(deps.book);
    this.#sampler = new Sampler(deps);
  }

  /** Goes on by itself from here. */
  start(): void {
    this.#running = this.#run();
  }

  /** Ends it; what was begun is given up, and done by the next run. */
  async stop(): Promise<void> {
    this.#stopped.abort();
    await this.#running;
  }

  /** The API is gone for good: says so now, and resolves when people are told, or after `withinMs`. */
  async apiEnded(reason: string, withinMs: number): Promise<void> {
    const { clock } = this.#deps;
    await this.#guarded('alarms', () => this.#judge(clock.now(), reason));
    const late = new AbortController();
    const done = new AbortController();
    void clock.sleep(withinMs, done.signal).then(
      () => late.abort(),
      () => undefined,
    );
    const signal = AbortSignal.any([this.#stopped.signal, late.signal]);
    for (let isOwed = true; isOwed && !signal.aborted; ) {
      await this.#guarded('pages', async () => {
        isOwed = await payOwed(this.#payDeps(), this.#paid, signal);
      });
      if (isOwed) await this.#sleep(payEveryMs, signal);
    }
    done.abort();
  }

  async #run(): Promise<void> {
    const { signal } = this.#stopped;
    const watch = await this.#claim();
    if (!watch) return;
    try {
      await this.#guarded('samples', async () => {
        this.#recent = await this.#deps.samples.read(this.#since(), this.#deps.clock.now());
      });
      await Promise.all([
        this.#lane('alarms', () => this.#round()),
        this.#lane('pages', () => this.#pay()),
        this.#lane('warnings', async () => {
          await this.#deps.warn(this.#recent, this.#deps.clock.now(), signal);
          return warnEveryMs;
        }),
        this.#lane('deliveries', async () => {
          await this.#deps.workOffOutbox(signal);
          return outboxEveryMs;
        }),
      ]);
    } finally {
      await watch.release().catch(() => undefined);
    }
  }

  async #claim(): Promise<Watch | null> {
    let isSaid = false;
    while (!this.#stopped.signal.aborted) {
      let claimed: Watch | { readonly busy: string } = { release: async () => undefined };
      // A disk that takes no claim takes none from anybody else either.
      await this.#guarded('alarms', async () => {
        claimed = await this.#deps.claim();
      });
      if ('release' in claimed) return claimed;
      const { busy } = claimed as { readonly busy: string };
      if (!isSaid) this.#options.onEvent({ kind: 'waiting', holder: busy });
      isSaid = true;
      await this.#sleep(this.#options.everyMs, this.#stopped.signal);
    }
    return null;
  }

  /** Looks and judges; answers the pause until the next full period. */
  async #round(): Promise<number> {
    const { clock, samples } = this.#deps;
    const { everyMs } = this.#options;
    const { signal } = this.#stopped;
    // Whole periods: a look that comes late belongs to the period it was to end.
    const at = Math.floor(clock.now() / everyMs) * everyMs;
    const sample = await this.#sampler.look(at, signal);
    // A clock that was set back makes no period out of what is to come.
    const isOfUse = (each: MetricSample) =>
      Date.parse(each.at) > this.#since() && Date.parse(each.at) <= at;
    this.#recent = [...this.#recent.filter(isOfUse), sample];
    await this.#judge(at, null);
    await this.#guarded('samples', () => samples.append(sample));
    return at + everyMs - clock.now();
  }

  async #judge(now: number, ended: string | null): Promise<void> {
    const { instances, onEvent } = this.#options;
    const round = { instances, samples: this.#recent, after: this.#judgedUntil, now, ended };
    const isDue = this.#deps.clock.monotonic() - this.#writtenAt >= writeEveryMs;
    let changes: readonly StateChange[] = [];
    await this.#book.change((record) => {
      const after = judgeRound(record, round);
      changes = after.owed.slice(record.owed.length).map(({ change }) => change);
      return isDue || changes.length > 0 ? after : record;
    });
    if (isDue) this.#writtenAt = this.#deps.clock.monotonic();
    this.#judgedUntil = now;
    this.#note('alarms', this.#book.trouble);
    for (const change of changes.filter(concernsPeople)) onEvent({ kind: 'changed', change });
    if (changes.length > 0) this.#wake.abort();
  }

  async #pay(): Promise<number> {
    const isOwed = await payOwed(this.#payDeps(), this.#paid, this.#stopped.signal);
    return isOwed ? payAgainMs : payEveryMs;
  }

  #payDeps() {
    const { onEvent } = this.#options;
    return {
      book: this.#book,
      tell: this.#deps.tell,
      onPaid: (change: StateChange, told: Told) => {
        if (told.kind !== 'nothing') onEvent({ kind: 'told', change, told });
      },
    };
  }

  /** Does one part of it again and again, each time after the pause it answers. */
  async #lane(part: Part, work: () => Promise<number>): Promise<void> {
    const { signal } = this.#stopped;
    while (!signal.aborted) {
      let pauseMs = payAgainMs;
      await this.#guarded(part, async () => {
        pauseMs = await work();
      });
      await this.#sleep(pauseMs, part === 'pages' ? this.#woken() : signal);
    }
  }

  /** The pause of the pages ends when there is something to tell. */
  #woken(): AbortSignal {
    const { signal } = this.#wake;
    // There was something already, while the last was told.
    if (signal.aborted) this.#wake = new AbortController();
    return AbortSignal.any([this.#stopped.signal, signal]);
  }

  async #guarded(part: Part, work: () => Promise<void>): Promise<void> {
    try {
      await work();
      if (part !== 'alarms') this.#note(part, null);
    } catch (error) {
      if (!this.#stopped.signal.aborted) this.#note(part, messageOf(error));
    }
  }

  #note(part: Part, message: string | null): void {
    if (message === null) this.#failing.delete(part);
    // Each try may name another file.
    else if (!this.#failing.has(part)) {
      this.#failing.add(part);
      this.#options.onEvent({ kind: 'failed', part, message });
    }
  }

  async #sleep(ms: number, signal: AbortSignal): Promise<void> {
    await this.#deps.clock.sleep(Math.max(0, ms), signal).catch(() => undefined);
  }

  /** From when on samples are needed, milliseconds. */
  #since(): number {
    const spans = this.#options.instances.flatMap((each) =>
      each.kind === 'metric'
        ? [(evaluationRange(each.definition) + 1) * each.definition.periodSeconds * 1000]
        : [],
    );
    return this.#deps.clock.now() - Math.max(this.#options.earlySpanMs, ...spans);
  }
}
