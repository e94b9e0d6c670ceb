import { describe, expect, it } from 'vitest';
import { type Alarm, alarmTypes, type StateChange } from '../../alarms/alarm.js';
import type { AlarmSource, HistoryQuery } from '../../alarms/ports.js';
import { type Opens, quiet } from './subject.js';

/** A source with alarms that nobody else changes meanwhile. */
export interface AlarmSourceSubject {
  readonly source: AlarmSource;
  /** A metric alarm, and it is OK. */
  readonly alarm: string;
  /** A beginning of names that not all alarms have, and this one has. */
  readonly prefix: string;
}

const isoTime = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,3})?Z$/;

/** All pages of all alarms. */
async function alarmsOf(source: AlarmSource, prefix?: string): Promise<Alarm[]> {
  const found: Alarm[] = [];
  let page: string | null = null;
  do {
    const query = prefix === undefined ? { page } : { prefix, page };
    const answer = await source.alarms(query, quiet);
    expect(answer.serverNow).toMatch(isoTime);
    found.push(...answer.alarms);
    page = answer.next;
  } while (page !== null);
  return found;
}

async function changesOf(source: AlarmSource, query: Omit<HistoryQuery, 'page'>) {
  const found: StateChange[] = [];
  let page: string | null = null;
  do {
    const answer = await source.history({ ...query, page }, quiet);
    expect(answer.serverNow).toMatch(isoTime);
    found.push(...answer.changes);
    page = answer.next;
  } while (page !== null);
  return found;
}

async function alarmNamed(source: AlarmSource, name: string): Promise<Alarm> {
  const found = (await alarmsOf(source)).find((alarm) => alarm.name === name);
  if (!found) throw new Error(`no alarm ${name}`);
  return found;
}

/** What every {@link AlarmSource} must do. */
export function alarmSourceContract(name: string, open: Opens<AlarmSourceSubject>): void {
  describe(`${name}, as a source of alarms`, () => {
    it('tells every alarm once, over all pages, and only those of a prefix', async () => {
      const { subject, close } = await open();
      const all = await alarmsOf(subject.source);
      const names = all.map((alarm) => alarm.name);
      expect(new Set(names).size).toBe(names.length);
      for (const { since, type, reason } of all) {
        expect(since).toMatch(isoTime);
        expect(alarmTypes).toContain(type);
        expect(reason).not.toMatch(/\n/);
      }
      const some = (await alarmsOf(subject.source, subject.prefix)).map((alarm) => alarm.name);
      expect(some).toContain(subject.alarm);
      expect(some.every((each) => each.startsWith(subject.prefix))).toBe(true);
      expect(some.length).toBeLessThan(names.length);
      await close();
    });

    it('tells a change in the state and in the history, with its reason', async () => {
      const { subject, close } = await open();
      const { source, alarm } = subject;
      const before = await alarmNamed(source, alarm);
      expect(before.state).toBe('OK');
      const { serverNow: from } = await source.alarms({ page: null }, quiet);
      await source.setState(alarm, 'ALARM', 'fire drill one', quiet);
      const after = await alarmNamed(source, alarm);
      expect(after).toMatchObject({ name: alarm, type: 'metric', state: 'ALARM' });
      expect(after.reason).toContain('fire drill one');
      expect(Date.parse(after.since)).toBeGreaterThanOrEqual(Date.parse(from));
      await source.setState(alarm, 'OK', 'fire drill two', quiet);
      const changes = await changesOf(source, { type: 'metric', name: alarm, from });
      const steps = [...new Set(changes.map((each) => `${each.from} ${each.to} ${each.reason}`))];
      expect(steps).toEqual(['OK ALARM fire drill one', 'ALARM OK fire drill two']);
      for (const { at } of changes) expect(at).toMatch(isoTime);
      const times = changes.map(({ at }) => Date.parse(at));
      expect(times).toEqual(times.toSorted((a, b) => a - b));
      await close();
    });

    it('tells only changes of the type, the name and the time asked for', async () => {
      const { subject, close } = await open();
      const { source, alarm } = subject;
      const { serverNow: from } = await source.alarms({ page: null }, quiet);
      await source.setState(alarm, 'ALARM', 'fire drill', quiet);
      const of = (query: Partial<HistoryQuery>) =>
        changesOf(source, { type: 'metric', from, ...query });
      expect((await of({})).map((change) => change.name)).toContain(alarm);
      expect(await of({ type: 'log' })).toEqual([]);
      expect(await of({ name: 'no-such-alarm' })).toEqual([]);
      const before = new Date(Date.parse(from) - 3_600_000).toISOString();
      expect(await of({ name: alarm, from: before, to: from })).toEqual([]);
      await source.setState(alarm, 'OK', 'over', quiet);
      await close();
    });

    it('tells points of the metric, a period apart, within the time asked for', async () => {
      const { subject, close } = await open();
      const { source, alarm } = subject;
      const { serverNow: to } = await source.alarms({ page: null }, quiet);
      const from = new Date(Date.parse(to) - 600_000).toISOString();
      const points = await source.series(alarm, { from, to }, quiet);
      const times = points.map(({ at }) => Date.parse(at));
      const steps = new Set(times.slice(1).map((time, i) => time - (times[i] ?? 0)));
      expect(points.length).toBeGreaterThan(0);
      expect(steps.size).toBeLessThanOrEqual(1);
      expect(times.every((time) => time <= Date.parse(to))).toBe(true);
      await close();
    });

    it('says that nobody has an alarm of that name', async () => {
      const { subject, close } = await open();
      const { source } = subject;
      const window = { from: '2026-01-01T00:00:00.000Z', to: '2026-01-01T01:00:00.000Z' };
      const unknown = expect.objectContaining({ code: 'alarm-unknown' });
      await expect(source.setState('no-such-alarm', 'OK', 'x', quiet)).rejects.toEqual(unknown);
      await expect(source.series('no-such-alarm', window, quiet)).rejects.toEqual(unknown);
      await close();
    });

    it('ends with the reason of the signal', async () => {
      const { subject, close } = await open();
      const why = new Error('enough');
      const aborted = AbortSignal.abort(why);
      await expect(subject.source.alarms({ page: null }, aborted)).rejects.toBe(why);
      const query = { type: 'metric', from: '2026-01-01T00:00:00.000Z', page: null } as const;
      await expect(subject.source.history(query, aborted)).rejects.toBe(why);
      await close();
    });
  });
}
