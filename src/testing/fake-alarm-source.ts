import type { Alarm, AlarmState, StateChange } from '../alarms/alarm.js';
import type { AlarmSource } from '../alarms/ports.js';
import { CatopsError } from '../platform/errors.js';
import type { Clock } from '../platform/host.js';

/** Alarms in memory that change when a test says so. */
export interface FakeAlarmSource extends AlarmSource {
  /** Puts an alarm there, without a change in history. */
  put(alarm: Partial<Alarm> & { readonly name: string }): void;
  remove(name: string): void;
  /** Changes an alarm now: in its state at once, and in history when that has caught up. */
  change(name: string, to: AlarmState, told?: Partial<StateChange>): StateChange;
  /** Every call so far, as `alarms` or `history metric`. */
  readonly calls: readonly string[];
  /** What every call fails with from now on; null: they are answered. */
  fail(error: Error | null): void;
  /** Whether somebody judges them; so it is at first. */
  watch(by: boolean): void;
}

export interface FakeAlarmOptions {
  readonly clock: Clock;
  /** How far the service's clock is ahead of ours, milliseconds. */
  readonly aheadMs?: number;
  /** How long after a change history shows it, milliseconds. */
  readonly lagMs?: number;
  /** Each change comes twice. */
  readonly twice?: boolean;
  /** Items a page. */
  readonly pageSize?: number;
  /** How long each call takes, milliseconds. */
  readonly callMs?: number;
  /** How long history is kept, milliseconds; for ever when not given. */
  readonly keepMs?: number;
}

interface Written {
  readonly change: StateChange;
  readonly visibleAt: number;
}

/** A source that lags, repeats itself and pages as CloudWatch does. */
export function createFakeAlarmSource(options: FakeAlarmOptions): FakeAlarmSource {
  const { clock, aheadMs = 0, lagMs = 0, twice = false, pageSize = 100, callMs = 0 } = options;
  const alarms = new Map<string, Alarm>();
  const history: Written[] = [];
  const calls: string[] = [];
  let failure: Error | null = null;
  let watched = true;
  const serverMs = () => clock.now() + aheadMs;
  const answered = async <T>(what: string, signal: AbortSignal, answer: () => T) => {
    signal.throwIfAborted();
    calls.push(what);
    if (callMs > 0) await clock.sleep(callMs, signal);
    if (failure) throw failure;
    return answer();
  };
  const known = (name: string) => {
    if (alarms.has(name)) return name;
    throw new CatopsError('alarm-unknown', `There is no alarm named ${name}.`);
  };
  const pageOf = <T>(all: readonly T[], page: string | null) => {
    const from = Number(page ?? 0);
    const end = from + pageSize;
    const next = end < all.length ? String(end) : null;
    return { items: all.slice(from, end), next, serverNow: new Date(serverMs()).toISOString() };
  };
  const forget = () => {
    const { keepMs = Number.POSITIVE_INFINITY } = options;
    while (history[0] && history[0].visibleAt < serverMs() - keepMs) history.shift();
  };
  const change = (name: string, to: AlarmState, told: Partial<StateChange> = {}): StateChange => {
    const before = alarms.get(name) ?? anAlarm(name, serverMs());
    const at = told.at ?? new Date(serverMs()).toISOString();
    const { type, state: from, reason, value, threshold } = before;
    const made = { name, type, at, from, to, reason, value, threshold, ...told };
    alarms.set(name, { ...before, state: to, since: at, reason: made.reason, value: made.value });
    forget();
    history.push({ change: made, visibleAt: serverMs() + lagMs });
    if (twice) history.push({ change: made, visibleAt: serverMs() + lagMs });
    return made;
  };
  return {
    name: 'Fake',
    calls,
    change,
    put: (alarm) =>
      void alarms.set(alarm.name, {
        ...anAlarm(alarm.name, serverMs()),
        ...alarms.get(alarm.name),
        ...alarm,
      }),
    remove: (name) => void alarms.delete(name),
    fail: (error) => {
      failure = error;
    },
    isWatched: async () => watched,
    watch: (by) => {
      watched = by;
    },
    alarms: ({ prefix = '', page }, signal) =>
      answered('alarms', signal, () => {
        const all = [...alarms.values()].filter(({ name }) => name.startsWith(prefix));
        const { items, ...rest } = pageOf(all, page);
        return { alarms: items, ...rest };
      }),
    history: ({ type, name, from, to, page }, signal) =>
      answered(`history ${type}`, signal, () => {
        const meant = history.filter(
          ({ change: one, visibleAt }) =>
            one.type === type &&
            visibleAt <= serverMs() &&
            one.at >= from &&
            (to === undefined || one.at < to) &&
            (name === undefined || one.name === name),
        );
        const sorted = meant.map(({ change: one }) => one).sort((a, b) => compare(a.at, b.at));
        const { items, ...rest } = pageOf(sorted, page);
        return { changes: items, ...rest };
      }),
    setState: (name, state, reason, signal) =>
      answered('set-state', signal, () => void change(known(name), state, { reason })),
    series: (name, window, signal) =>
      answered('series', signal, () => [
        { at: window.from, value: alarms.get(known(name))?.value ?? null },
      ]),
  };
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function anAlarm(name: string, since: number): Alarm {
  return {
    ...{ name, type: 'metric', state: 'OK', since: new Date(since).toISOString() },
    ...{ reason: '0.2 > 1 for 0/2 × 60s', value: 0.2, threshold: 1, comparison: 'above' },
    ...{ muted: false, severity: 'sev2', runbook: null, metric: 'error-share', arn: null },
  };
}
