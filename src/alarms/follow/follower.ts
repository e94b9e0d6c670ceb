import { CatopsError } from '../../platform/errors.js';
import type { Alarm } from '../alarm.js';
import { isMeant, isShown, typesMeant } from './alarm-filter.js';
import { type Edge, EdgeJoin } from './edge-join.js';
import type { FollowDeps, FollowRequest } from './follow-alarms.js';
import type { OnFollowEvent } from './follow-event.js';
import { historySince } from './history-since.js';
import { lookAtAlarms } from './look-at-alarms.js';
import { Pace } from './pace.js';
import { Patience } from './patience.js';
import type { FollowMemory } from './ports.js';

// The place moves with each look; on disk it need not, as long as nothing is told.
const keepEveryMs = 60_000;
const releaseForMs = 60_000;

/** One run of following: looks, tells, keeps its place, waits. */
export class Follower {
  readonly #deps: FollowDeps;
  readonly #request: FollowRequest;
  readonly #tell: OnFollowEvent;
  readonly #pace: Pace;
  readonly #patience: Patience;
  readonly #kept: FollowMemory | null;
  #join: EdgeJoin | null = null;
  #alarms = new Map<string, Alarm>();
  #release: { readonly value: string | null; readonly at: number } | null = null;
  #keptAt = Number.NEGATIVE_INFINITY;
  #toldSinceKept = false;
  #cursorFailed = false;
  #watched = true;
  #watchedTold = true;
  #changes = 0;
  #looks = 0;
  #calls = 0;

  constructor(
    deps: FollowDeps,
    request: FollowRequest,
    kept: FollowMemory | null,
    tell: OnFollowEvent,
  ) {
    this.#deps = deps;
    this.#request = request;
    this.#kept = kept;
    this.#tell = tell;
    this.#pace = new Pace(request.everyMs);
    this.#patience = new Patience(this.#pace, tell);
  }

  get answered(): boolean {
    return this.#patience.answered;
  }

  /** Whether somebody judges the alarms. */
  get watched(): boolean {
    return this.#watched;
  }

  get counts(): { readonly changes: number; readonly looks: number; readonly calls: number } {
    return { changes: this.#changes, looks: this.#looks, calls: this.#calls };
  }

  /** Until the signal; answers the error that ended it before. */
  async run(signal: AbortSignal): Promise<CatopsError | null> {
    const { clock, fraction } = this.#deps;
    while (!signal.aborted) {
      const began = clock.monotonic();
      const callsBefore = this.#calls;
      let ended: CatopsError | null;
      try {
        ended = await this.#lookOnce(signal);
      } finally {
        await this.#keep(signal.aborted);
      }
      if (ended) return ended;
      const calls = this.#calls - callsBefore;
      const nextInMs = began + this.#pace.nextMs(calls, fraction()) - clock.monotonic();
      if (this.answered && this.#join) {
        const at = new Date(clock.now()).toISOString();
        this.#tell({ kind: 'looked', alarms: [...this.#alarms.values()], at, calls, nextInMs });
      }
      await clock.sleep(Math.max(0, nextInMs), signal).catch(() => undefined);
    }
    return null;
  }

  /** A look, whatever becomes of it; the error that ends following, if one does. */
  async #lookOnce(signal: AbortSignal): Promise<CatopsError | null> {
    const { clock } = this.#deps;
    try {
      await this.#look(signal);
      this.#patience.went();
      return null;
    } catch (error) {
      if (signal.aborted) return null;
      const verdict = this.#patience.failed(error, clock.monotonic());
      return verdict.kind === 'end' ? verdict.error : null;
    }
  }

  async #look(signal: AbortSignal): Promise<void> {
    let serverNow = 0;
    const onCall = (now: string) => {
      serverNow ||= Date.parse(now);
      this.#calls += 1;
    };
    const states = () => this.#readStates(onCall, signal);
    const history = (join: EdgeJoin) =>
      this.#tellHistory(join, { onCall, serverNow: () => serverNow }, signal);
    const learning = this.#learnRelease(signal);
    this.#watched = await this.#deps.source.isWatched(signal);
    if (this.#join && this.answered && !this.#pace.slowed) {
      // Side by side: many pages of states keep no change waiting.
      await bothOf(states(), history(this.#join));
    } else {
      await Promise.all([states(), this.#release === null ? learning : null]);
      await history(this.#begin(serverNow));
    }
    await learning;
    this.#patience.heard(this.#deps.clock.monotonic());
    if (this.#join) this.#tellStates(this.#join, serverNow);
    this.#tellWatched();
    this.#looks += 1;
  }

  async #readStates(onCall: (serverNow: string) => void, signal: AbortSignal): Promise<void> {
    const { filter } = this.#request;
    const seen = await lookAtAlarms(this.#deps.source, filter.prefix, onCall, signal);
    const meant = seen.filter((alarm) => isMeant(filter, alarm));
    this.#alarms = new Map(meant.map((alarm) => [alarm.name, alarm]));
  }

  async #tellHistory(
    join: EdgeJoin,
    { onCall, serverNow }: { onCall: (serverNow: string) => void; serverNow: () => number },
    signal: AbortSignal,
  ): Promise<void> {
    const { source, clock } = this.#deps;
    const { filter } = this.#request;
    const asked = { types: typesMeant(filter), from: join.from };
    for await (const change of historySince({ source, clock }, asked, onCall, signal)) {
      this.#patience.heard(clock.monotonic());
      if (!isMeant(filter, change)) continue;
      const edge = join.fromHistory(change, serverNow());
      if (edge) this.#tellEdge(edge);
    }
  }

  /** What the first look shows, and from where on changes are told. */
  #begin(serverNow: number): EdgeJoin {
    if (this.#join) return this.#join;
    this.#join = new EdgeJoin(this.#request.since ?? serverNow, this.#kept);
    const at = new Date(serverNow).toISOString();
    const alarms = [...this.#alarms.values()];
    this.#tell({ kind: 'standing', alarms, at, watched: this.#watched });
    return this.#join;
  }

  #tellStates(join: EdgeJoin, serverNow: number): void {
    const { edges, added, removed } = join.fromStates([...this.#alarms.values()], serverNow);
    const at = new Date(serverNow).toISOString();
    for (const alarm of added) this.#tell({ kind: 'added', alarm, at });
    for (const edge of edges) this.#tellEdge(edge);
    for (const name of removed) this.#tell({ kind: 'removed', name, at });
  }

  /** States that nobody renews are old news: said once. */
  #tellWatched(): void {
    if (this.#watched !== this.#watchedTold) {
      this.#tell({ kind: this.#watched ? 'watched' : 'unwatched' });
    }
    this.#watchedTold = this.#watched;
  }

  #tellEdge(edge: Edge): void {
    if (!isShown(this.#request.filter, edge.change)) return;
    this.#changes += 1;
    this.#toldSinceKept = true;
    const alarm = this.#alarms.get(edge.change.name) ?? null;
    const release = this.#release?.value ?? null;
    this.#tell({ kind: 'changed', told: { seq: this.#changes, ...edge, alarm, release } });
  }

  async #learnRelease(signal: AbortSignal): Promise<void> {
    const { clock, release } = this.#deps;
    const now = clock.monotonic();
    if (this.#release && now - this.#release.at < releaseForMs) return;
    this.#release = { value: await release(signal), at: now };
  }

  /** After telling, never before: what is told twice after a crash is better than what never is. */
  async #keep(last: boolean): Promise<void> {
    const { clock, cursor, source } = this.#deps;
    // In the middle of the very first look it is not known yet how all alarms stand.
    if (!cursor || !this.#join || (this.#looks === 0 && !this.#kept)) return;
    const now = clock.monotonic();
    if (!this.#toldSinceKept && !last && now - this.#keptAt < keepEveryMs) return;
    try {
      await cursor.write(this.#join.memory(source.name));
      this.#keptAt = now;
      this.#toldSinceKept = false;
      this.#cursorFailed = false;
    } catch (error) {
      if (!(error instanceof CatopsError)) throw error;
      if (!this.#cursorFailed) this.#tell({ kind: 'cursor-failed', error });
      this.#cursorFailed = true;
    }
  }
}

/** Waits for both, also when one fails: nothing of a look goes on behind the next one. */
async function bothOf(...work: readonly Promise<void>[]): Promise<void> {
  const ends = await Promise.allSettled(work);
  for (const end of ends) if (end.status === 'rejected') throw end.reason;
}
