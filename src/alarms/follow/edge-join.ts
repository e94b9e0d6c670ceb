import type { Alarm, StateChange } from '../alarm.js';
import type { Early, FollowMemory, Known } from './ports.js';

/** A change, and where it was seen. */
export interface Edge {
  readonly change: StateChange;
  readonly source: 'history' | 'state';
  readonly lastedMs: number | null;
}

/** What a look at all states showed beside what history had told. */
export interface StateNews {
  readonly edges: readonly Edge[];
  readonly added: readonly Alarm[];
  readonly removed: readonly string[];
}

/** History lags: each look begins so long before the end of the last one. */
export const overlapMs = 90_000;
/** What history still owes is waited for so long, and not longer. */
const longestDebtMs = 10 * 60_000;
// A state says since when, and history when it changed: the same moment, to some milliseconds.
const sameMomentMs = 5000;

/**
 * Joins what history tells with what the states show, so that each change comes out once. History is
 * believed at once. A change that the states show and history does not is given one more look to
 * appear there, and comes out then; when history brings it later, it is left out.
 */
export class EdgeJoin {
  #from: number;
  /** Changes before this are not told: following had not begun. */
  readonly #begin: number;
  readonly #told: Map<string, number>;
  readonly #known: Map<string, Known>;
  #early: Early[];
  #pending = new Map<string, Known>();
  #missing = new Set<string>();
  #first: boolean;

  /** Begins at a moment of the service's clock, or goes on from what was kept. */
  constructor(begin: number, kept: FollowMemory | null) {
    this.#begin = kept ? 0 : begin;
    this.#from = kept?.from ?? begin;
    this.#told = new Map(kept?.told);
    this.#known = new Map(kept?.known);
    this.#early = [...(kept?.early ?? [])];
    this.#first = kept === null;
  }

  /** Where the next look into history begins. */
  get from(): number {
    return this.#from;
  }

  /**
   * One change that history tells, oldest first; null when it has come out before. Whatever is ten
   * minutes old is settled: a look that catches up and breaks off goes on where it was.
   */
  fromHistory(change: StateChange, serverNow: number): Edge | null {
    const { name, from, to, type } = change;
    const at = Date.parse(change.at);
    const id = `${type} ${change.at} ${from} ${to} ${name}`;
    if (at < this.#from || this.#told.has(id)) return null;
    this.#told.set(id, at);
    if (at < serverNow - longestDebtMs) this.#settle(at);
    if (at < this.#begin) return null;
    const before = this.#known.get(name);
    if (!before || before.since <= at) this.#known.set(name, { state: to, since: at });
    if (this.#toldEarly(name, change, at)) return null;
    return { change, source: 'history', lastedMs: lasted(before, from, at) };
  }

  /** A look at all alarms is over, and history was read after it. */
  fromStates(alarms: readonly Alarm[], serverNow: number): StateNews {
    const pending = new Map<string, Known>();
    const edges: Edge[] = [];
    const added: Alarm[] = [];
    let owed = serverNow;
    for (const alarm of alarms) {
      const seen: Known = { state: alarm.state, since: Date.parse(alarm.since) };
      const before = this.#known.get(alarm.name);
      if (!before) {
        this.#known.set(alarm.name, seen);
        if (!this.#first) added.push(alarm);
      } else if (seen.since > before.since) {
        const edge = this.#onlyInState(alarm, before, seen, pending);
        if (edge) edges.push(edge);
        // Also one that went and came back: history has two changes to tell.
        if (seen.since > before.since + sameMomentMs) owed = Math.min(owed, before.since);
      }
    }
    const removed = this.#gone(alarms);
    this.#pending = pending;
    this.#first = false;
    this.#moveOn(serverNow, owed);
    return { edges, added, removed };
  }

  /** What to keep, to go on from here. */
  memory(source: string): FollowMemory {
    return {
      source,
      from: this.#from,
      told: [...this.#told],
      early: this.#early,
      known: [...this.#known],
    };
  }

  /** A change that one look ago was there already, and that history still does not have. */
  #onlyInState(alarm: Alarm, before: Known, seen: Known, pending: Map<string, Known>): Edge | null {
    if (seen.state === before.state) return null;
    const last = this.#pending.get(alarm.name);
    if (last?.state !== seen.state || last.since !== seen.since) {
      pending.set(alarm.name, seen);
      return null;
    }
    const { name, type, since, reason, value, threshold } = alarm;
    this.#known.set(name, seen);
    this.#early.push({ name, to: seen.state, at: seen.since });
    const change = { name, type, at: since, from: before.state, to: seen.state };
    return {
      change: { ...change, reason, value, threshold },
      source: 'state',
      lastedMs: lasted(before, before.state, seen.since),
    };
  }

  #toldEarly(name: string, { to }: StateChange, at: number): boolean {
    const index = this.#early.findIndex(
      (one) => one.name === name && one.to === to && Math.abs(one.at - at) <= sameMomentMs,
    );
    if (index === -1) return false;
    this.#early.splice(index, 1);
    return true;
  }

  /** Alarms that two looks did not show: one alone may have fallen between two pages. */
  #gone(alarms: readonly Alarm[]): readonly string[] {
    const here = new Set(alarms.map(({ name }) => name));
    const missing = [...this.#known.keys()].filter((name) => !here.has(name));
    const removed = missing.filter((name) => this.#missing.has(name));
    for (const name of removed) this.#known.delete(name);
    this.#missing = new Set(missing);
    return removed;
  }

  #moveOn(serverNow: number, owed: number): void {
    const debts = [serverNow, owed, ...this.#early.map(({ at }) => at - sameMomentMs)];
    const oldest = Math.max(Math.min(...debts), serverNow - longestDebtMs);
    this.#settle(Math.min(oldest, serverNow - overlapMs));
    this.#early = this.#early.filter(({ at }) => at + sameMomentMs >= this.#from);
  }

  #settle(before: number): void {
    this.#from = Math.max(this.#from, before);
    for (const [id, at] of this.#told) {
      // In the order they were told, which is nearly that of time: what is left goes next time.
      if (at >= this.#from) break;
      this.#told.delete(id);
    }
  }
}

function lasted(before: Known | undefined, from: string, at: number): number | null {
  return before?.state === from && before.since <= at ? at - before.since : null;
}
