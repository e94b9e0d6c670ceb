import { describe, expect, it } from 'vitest';
import { CatopsError } from '../../platform/errors.js';
import {
  createFakeAlarmSource,
  type FakeAlarmOptions,
  type FakeAlarmSource,
} from '../../testing/fake-alarm-source.js';
import { createVirtualClock, type VirtualClock } from '../../testing/virtual-clock.js';
import type { AlarmFilter } from './alarm-filter.js';
import { type FollowRequest, followAlarms } from './follow-alarms.js';
import type { FollowEvent } from './follow-event.js';
import type { FollowMemory } from './ports.js';

const second = 1000;
const minute = 60 * second;
const all: AlarmFilter = { prefix: null, types: [], name: null, states: [] };
const asked: FollowRequest = {
  ...{ everyMs: 15 * second, filter: all, since: null },
  ...{ forMs: 10 * minute, heartbeatMs: null },
};

interface Situation {
  readonly request?: Partial<FollowRequest>;
  readonly source?: Omit<FakeAlarmOptions, 'clock'>;
  readonly kept?: FollowMemory | null;
  readonly release?: string | null;
  readonly fraction?: () => number;
}

/** A source with two quiet alarms, and a follower that runs for ten minutes unless told otherwise. */
function scene({ request, source: how, kept = null, release = null, fraction }: Situation = {}) {
  const clock = createVirtualClock();
  const source = createFakeAlarmSource({ clock, ...how });
  source.put({ name: 'error-share', since: '2026-09-01T00:00:00.000Z', runbook: 'error-share' });
  source.put({ name: 'queue-age', since: '2026-09-01T00:00:00.000Z' });
  const events: FollowEvent[] = [];
  const memory = { kept };
  const cursor = {
    read: async () => memory.kept,
    write: async (written: FollowMemory) => {
      memory.kept = written;
    },
  };
  const controller = new AbortController();
  const deps = { source, clock, cursor, release: async () => release, fraction: fraction ?? half };
  const run = () =>
    followAlarms(deps, { ...asked, ...request }, (e) => void events.push(e), controller.signal);
  return { clock, source, events, memory, run, stop: () => controller.abort() };
}

const half = () => 0.5;

/** What was told, one line each. */
function lines(events: readonly FollowEvent[]): string[] {
  return events.flatMap((event) => {
    if (event.kind !== 'changed') return [];
    const { name, from, to } = event.told.change;
    return [`${name} ${from}→${to} ${event.told.source}`];
  });
}

function kinds(events: readonly FollowEvent[]): string[] {
  return events.map(({ kind }) => kind).filter((kind) => kind !== 'looked');
}

async function at(clock: VirtualClock, ms: number, what: () => void): Promise<void> {
  await clock.sleep(ms);
  what();
}

const throttled = new CatopsError('vendor-throttled', 'Too often.');
const unreachable = new CatopsError('vendor-unreachable', 'No answer.');
const refused = new CatopsError('credential-refused', 'The token has expired.');

describe('a follower of alarms', () => {
  it('says once that nobody judges them, and once that somebody does again', async () => {
    const { clock, source, events, run } = scene({ request: { heartbeatMs: minute } });
    source.watch(false);
    const running = run();
    await at(clock, 5 * minute, () => source.watch(true));
    await running;
    expect(events[0]).toMatchObject({ kind: 'standing', watched: false });
    const told = kinds(events).filter((kind) => kind.endsWith('watched'));
    expect(told).toEqual(['unwatched', 'watched']);
    const beats = events.flatMap((event) => (event.kind === 'heartbeat' ? [event.watched] : []));
    expect([beats[0], beats.at(-1)]).toEqual([false, true]);
  });

  it('tells first how all alarms stand, then each change once, with what is known of it', async () => {
    const { clock, source, events, run } = scene({ release: '0.1.0+4faa961' });
    const running = run();
    await at(clock, 20 * second, () => source.change('error-share', 'ALARM', { value: 7 }));
    await at(clock, 4 * minute, () => source.change('error-share', 'OK'));
    expect(await running).toMatchObject({ why: 'over', error: null, changes: 2 });
    expect(kinds(events)).toEqual(['standing', 'changed', 'changed']);
    expect(events.filter(({ kind }) => kind === 'changed')).toMatchObject([
      {
        told: {
          ...{ seq: 1, source: 'history', release: '0.1.0+4faa961' },
          change: { from: 'OK', to: 'ALARM', value: 7, threshold: 1 },
          alarm: { runbook: 'error-share', severity: 'sev2' },
        },
      },
      { told: { seq: 2, lastedMs: 4 * minute, change: { from: 'ALARM', to: 'OK' } } },
    ]);
  });

  it('tells a change that came and went between two looks', async () => {
    const { clock, source, events, run } = scene();
    const running = run();
    await at(clock, 16 * second, () => source.change('queue-age', 'ALARM'));
    await at(clock, 3 * second, () => source.change('queue-age', 'OK'));
    await running;
    expect(lines(events)).toEqual(['queue-age OK→ALARM history', 'queue-age ALARM→OK history']);
  });

  it('tells a change that history does not show from the state, one look later', async () => {
    const { clock, source, events, run } = scene({ source: { lagMs: 80 * second } });
    const running = run();
    await at(clock, 16 * second, () => source.change('queue-age', 'ALARM'));
    await at(clock, 31 * second, () => expect(lines(events)).toHaveLength(1));
    await running;
    // And not again when history has caught up.
    expect(lines(events)).toEqual(['queue-age OK→ALARM state']);
  });

  it('tells once what history has twice', async () => {
    const { clock, source, events, run } = scene({ source: { twice: true } });
    const running = run();
    await at(clock, 16 * second, () => source.change('queue-age', 'ALARM'));
    await running;
    expect(lines(events)).toEqual(['queue-age OK→ALARM history']);
  });

  it('asks by the clock of the service, not by its own', async () => {
    for (const aheadMs of [-5 * minute, 5 * minute]) {
      const { clock, source, events, run } = scene({ source: { aheadMs } });
      const running = run();
      await at(clock, 16 * second, () => source.change('queue-age', 'ALARM'));
      await running;
      expect(lines(events)).toEqual(['queue-age OK→ALARM history']);
    }
  });

  it('tells nothing that happened before it began, unless it is asked since when', async () => {
    const begin = createVirtualClock().now();
    const changes = async (since: number | null) => {
      const { source, events, run } = scene({ request: { since } });
      for (const ago of [90, 60, 20]) {
        const when = new Date(begin - ago * minute).toISOString();
        source.change('error-share', ago === 60 ? 'OK' : 'ALARM', { at: when });
      }
      await run();
      return lines(events);
    };
    expect(await changes(null)).toEqual([]);
    expect(await changes(begin - 61 * minute)).toEqual([
      'error-share ALARM→OK history',
      'error-share OK→ALARM history',
    ]);
  });

  it('tells of alarms that are new, and of those that two looks did not show', async () => {
    const { clock, source, events, run } = scene();
    const running = run();
    await at(clock, 20 * second, () => source.put({ name: 'api-down', state: 'ALARM' }));
    await at(clock, minute, () => source.remove('queue-age'));
    await running;
    expect(kinds(events)).toEqual(['standing', 'added', 'removed']);
  });

  it.each([
    [{ prefix: 'error' }, ['error-share OK→ALARM history', 'error-share ALARM→OK history']],
    [{ name: /age$/ }, ['queue-age OK→INSUFFICIENT_DATA history']],
    [{ states: ['INSUFFICIENT_DATA'] as const }, ['queue-age OK→INSUFFICIENT_DATA history']],
    [{ types: ['composite'] as const }, []],
  ])('follows only what is asked for: %j', async (filter, told) => {
    const { clock, source, events, run } = scene({ request: { filter: { ...all, ...filter } } });
    const running = run();
    await at(clock, 16 * second, () => source.change('error-share', 'ALARM'));
    await at(clock, minute, () => source.change('error-share', 'OK'));
    await at(clock, minute, () => source.change('queue-age', 'INSUFFICIENT_DATA'));
    await running;
    expect(lines(events)).toEqual(told);
    const types = new Set(source.calls.filter((call) => call !== 'alarms'));
    if ('types' in filter) expect([...types]).toEqual(['history composite']);
  });

  it('reads every page of both', async () => {
    const { clock, source, events, run } = scene({ source: { pageSize: 3 } });
    const names = Array.from({ length: 20 }, (_, index) => `alarm-${index}`);
    for (const name of names) source.put({ name });
    const running = run();
    await at(clock, 20 * second, () => {
      for (const name of names) source.change(name, 'ALARM');
    });
    await running;
    expect(new Set(lines(events)).size).toBe(20);
    expect(lines(events)).toHaveLength(20);
  });

  it('beats while nothing changes, and says whether it is answered', async () => {
    const { clock, source, events, run } = scene({ request: { heartbeatMs: minute } });
    const running = run();
    await at(clock, 5 * minute, () => source.fail(unreachable));
    await running;
    const beats = events.flatMap((event) => (event.kind === 'heartbeat' ? [event.answered] : []));
    expect(beats.slice(0, 4)).toEqual([true, true, true, true]);
    expect(beats.slice(6)).not.toContain(true);
    expect(beats.length).toBeGreaterThanOrEqual(9);
  });

  it('ends when it is stopped, in the middle of a look too', async () => {
    const { clock, run, stop } = scene({ source: { callMs: 10 * second } });
    const running = run();
    await at(clock, 15 * second, stop);
    expect((await running).why).toBe('stopped');
  });

  it('throws what is no trouble of the service', async () => {
    const { source, run } = scene();
    source.fail(new TypeError('a bug'));
    await expect(run()).rejects.toThrow('a bug');
  });
});

describe('a follower in trouble', () => {
  it('slows down to two minutes when it asks too often, says so once, and gets its pace back', async () => {
    const { clock, source, events, run } = scene({ request: { forMs: 60 * minute } });
    const running = run();
    await at(clock, minute, () => source.fail(throttled));
    await at(clock, 20 * minute, () => source.change('error-share', 'ALARM'));
    const calls = source.calls.length;
    await at(clock, 6 * minute, () => source.fail(null));
    // One that is refused ends a look.
    expect(source.calls.length - calls).toBe(3);
    expect((await running).why).toBe('over');
    expect(kinds(events)).toEqual(['standing', 'slowed', 'changed', 'regained']);
    const next = events.flatMap((event) => (event.kind === 'looked' ? [event.nextInMs] : []));
    expect(Math.max(...next)).toBe(2 * minute);
    expect(next.at(-1)).toBe(15 * second);
  });

  it('goes on through hours without a network, and then tells all that happened meanwhile', async () => {
    const { clock, source, events, run } = scene({ request: { forMs: 8 * 60 * minute } });
    const running = run();
    await at(clock, minute, () => source.fail(unreachable));
    for (let hour = 0; hour < 5; hour += 1) {
      await at(clock, 60 * minute, () =>
        source.change('error-share', hour % 2 === 0 ? 'ALARM' : 'OK'),
      );
    }
    await at(clock, 30 * minute, () => source.fail(null));
    await running;
    expect(kinds(events)).toEqual(['standing', 'lost', 'found', ...Array(5).fill('changed')]);
  });

  it('gives refused credentials five minutes, and ends with them', async () => {
    const { source, events, run, clock } = scene({ request: { forMs: null } });
    const running = run();
    await at(clock, minute, () => source.fail(refused));
    expect(await running).toMatchObject({ why: 'refused', error: refused });
    expect(kinds(events)).toEqual(['standing', 'refused']);
    expect(clock.monotonic()).toBeGreaterThanOrEqual(6 * minute);
    expect(clock.monotonic()).toBeLessThan(7 * minute);
  });

  it('goes on when credentials are renewed in time', async () => {
    const { clock, source, events, run } = scene();
    const running = run();
    await at(clock, minute, () => source.fail(refused));
    await at(clock, 4 * minute, () => source.fail(null));
    expect((await running).why).toBe('over');
    expect(kinds(events)).toEqual(['standing', 'refused', 'found']);
  });
});

describe('a follower that keeps its place', () => {
  it('goes on where it was: nothing missed, nothing told twice', async () => {
    const first = scene({ source: { lagMs: 40 * second } });
    const running = first.run();
    await at(first.clock, 9 * minute, () => first.source.change('error-share', 'ALARM'));
    await at(first.clock, 50 * second, () => first.source.change('queue-age', 'ALARM'));
    await running;
    expect(lines(first.events)).toEqual(['error-share OK→ALARM state']);
    // It is away for an hour.
    await first.clock.sleep(30 * minute);
    first.source.change('error-share', 'OK');
    await first.clock.sleep(30 * minute);
    first.events.length = 0;
    await first.run();
    expect(kinds(first.events)).toEqual(['standing', 'changed', 'changed']);
    expect(lines(first.events)).toEqual([
      'queue-age OK→ALARM history',
      'error-share ALARM→OK history',
    ]);
  });

  it('refuses the place in the history of another source', async () => {
    const kept = { source: 'CloudWatch', from: 0, told: [], early: [], known: [] };
    await expect(scene({ kept }).run()).rejects.toThrow('That cursor follows CloudWatch');
  });
});

describe('how often a follower asks', () => {
  it.each([
    [2, 15],
    [1000, 15],
    [5000, 60],
  ])('of %d alarms: every %d s, and at most 60 calls a minute', async (count, everySeconds) => {
    const { source, events, run } = scene({ request: { forMs: 5 * minute } });
    for (let index = 2; index < count; index += 1) source.put({ name: `alarm-${index}` });
    const { calls, looks } = await run();
    // The first look comes at once.
    expect(calls - calls / looks).toBeLessThanOrEqual(5 * 60);
    const looked = events.flatMap((event) => (event.kind === 'looked' ? [event.nextInMs] : []));
    expect(looked[0]).toBe(everySeconds * second);
    expect(source.calls).toHaveLength(calls);
  });
});

describe('whatever happens', () => {
  it.each([1, 2, 3, 4, 5, 6, 7, 8])('tells each change once, seed %d', async (seed) => {
    const random = mulberry(seed);
    const { clock, source, events, run, stop } = scene({
      request: { forMs: null },
      source: { twice: seed % 2 === 0, lagMs: (seed % 4) * 25 * second, pageSize: 7 },
      fraction: random,
    });
    const running = run();
    await clock.sleep(second);
    const made = await disorder(clock, source, random);
    source.fail(null);
    await clock.sleep(10 * minute);
    stop();
    await running;
    const told = events.flatMap((event) => {
      if (event.kind !== 'changed') return [];
      const { name, to, at: when } = event.told.change;
      return [`${name} ${to} ${when}`];
    });
    expect(told.sort()).toEqual(made.sort());
  });
});

/** Hours in which alarms change and the service is ill now and then; every change that was made. */
async function disorder(
  clock: VirtualClock,
  source: FakeAlarmSource,
  random: () => number,
): Promise<string[]> {
  const pick = <T>(from: readonly T[]) => from[Math.floor(random() * from.length)] as T;
  const names = Array.from({ length: 12 }, (_, index) => `alarm-${index}`);
  const made: string[] = [];
  const current = new Map<string, string>();
  for (let step = 0; step < 300; step += 1) {
    await clock.sleep(Math.floor(6000 + random() * 40_000));
    const fault = random();
    source.fail(fault < 0.1 ? throttled : fault < 0.25 ? unreachable : null);
    const name = pick(names);
    const to = pick(['OK', 'ALARM', 'INSUFFICIENT_DATA'] as const);
    if (to === (current.get(name) ?? 'OK')) continue;
    current.set(name, to);
    made.push(`${name} ${to} ${source.change(name, to).at}`);
  }
  return made;
}

/** Numbers in [0, 1) that are the same for a seed. */
function mulberry(seed: number): () => number {
  let at = seed;
  return () => {
    at = (at + 0x6d2b79f5) | 0;
    let mixed = Math.imul(at ^ (at >>> 15), 1 | at);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
