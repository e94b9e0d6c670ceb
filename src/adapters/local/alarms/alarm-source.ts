import type { Alarm, AlarmState } from '../../../alarms/alarm.js';
import { datapointOf } from '../../../alarms/local/measure.js';
import type { AlarmBook, SampleLog } from '../../../alarms/local/ports.js';
import { type AlarmRecord, changeState, type StandingAlarm } from '../../../alarms/local/record.js';
import type { AlarmSource } from '../../../alarms/ports.js';
import { CatopsError } from '../../../platform/errors.js';
import type { Clock } from '../../../platform/host.js';

export interface LocalAlarmSourceOptions {
  readonly book: AlarmBook;
  readonly samples: SampleLog;
  readonly clock: Pick<Clock, 'now'>;
}

/** The alarms of this machine, as the evaluator of `catops up` left them. Everything is one page. */
export function createLocalAlarmSource(options: LocalAlarmSourceOptions): AlarmSource {
  const { book, samples, clock } = options;
  const page = () => ({ next: null, serverNow: new Date(clock.now()).toISOString() });
  return {
    name: 'this machine',
    isWatched: () => book.isWatched(),
    alarms: async ({ prefix = '' }, signal) => {
      signal.throwIfAborted();
      const { alarms } = await book.read();
      const all = Object.values(alarms).map(({ alarm }): Alarm => alarm);
      return { alarms: all.filter(({ name }) => name.startsWith(prefix)), ...page() };
    },
    history: async (query, signal) => {
      signal.throwIfAborted();
      const kept = await book.history(query);
      return { changes: kept, ...page() };
    },
    setState: async (name, state, reason, signal) => {
      signal.throwIfAborted();
      const at = new Date(clock.now()).toISOString();
      const { owed } = await book.change((record) =>
        withState(record, name, { state, reason, at }),
      );
      // Who asks next is told of it; the evaluator may be a while, and finds it kept.
      await book.keep(owed.map(({ change }) => change).filter((each) => each.at === at));
    },
    series: async (name, window, signal) => {
      signal.throwIfAborted();
      const { subject } = standingOf(await book.read(), name);
      if (!subject) return [];
      const length = subject.definition.periodSeconds * 1000;
      const first = Math.floor(Date.parse(window.from) / length) * length;
      const last = Math.floor(Date.parse(window.to) / length) * length;
      const within = await samples.read(first, last);
      const count = Math.max(0, (last - first) / length);
      return Array.from({ length: count }, (_, index) => {
        const from = first + index * length;
        const ofPeriod = within.filter(({ at }) => {
          return Date.parse(at) > from && Date.parse(at) <= from + length;
        });
        return { at: new Date(from).toISOString(), value: datapointOf(subject, ofPeriod) };
      });
    },
  };
}

function withState(
  record: AlarmRecord,
  name: string,
  {
    state,
    reason,
    at,
  }: { readonly state: AlarmState; readonly reason: string; readonly at: string },
): AlarmRecord {
  const standing = standingOf(record, name);
  const changed = changeState(standing, state, { at, reason, value: standing.alarm.value });
  if (!changed) return record;
  return {
    alarms: { ...record.alarms, [name]: changed.standing },
    owed: [...record.owed, { change: changed.change, since: null }],
  };
}

function standingOf({ alarms }: AlarmRecord, name: string): StandingAlarm {
  const found = Object.hasOwn(alarms, name) ? alarms[name] : undefined;
  if (found) return found;
  throw new CatopsError('alarm-unknown', `No alarm of this machine is called "${name}".`, {
    hint: 'catops alarms list',
  });
}
