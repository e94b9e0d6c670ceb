import { beforeEach, describe, expect, it } from 'vitest';
import { CatopsError } from '../platform/errors.js';
import { createFakeAlarmSource, type FakeAlarmSource } from '../testing/fake-alarm-source.js';
import { createVirtualClock, type VirtualClock } from '../testing/virtual-clock.js';
import { type PageSeen, type PageWitness, testAlarm, witnessOf } from './test-alarm.js';

const quiet = new AbortController().signal;

let clock: VirtualClock;
let source: FakeAlarmSource;
let states: string[];

beforeEach(() => {
  clock = createVirtualClock();
  const fake = createFakeAlarmSource({ clock });
  states = [];
  source = {
    ...fake,
    setState: async (name, state, reason, signal) => {
      states.push(state);
      await fake.setState(name, state, reason, signal);
    },
  };
  source.put({ name: 'error-share' });
});

/** Sees these, one look after the other; the last one stays. */
function seeing(...looks: readonly (readonly PageSeen[] | Error)[]): PageWitness {
  let at = 0;
  return {
    proves: 'incident',
    pages: async () => {
      const look = looks[Math.min(at, looks.length - 1)] ?? [];
      at += 1;
      if (look instanceof Error) throw look;
      return look;
    },
  };
}

const page: PageSeen = {
  ...{ at: '2026-09-12T03:14:05.000Z', ok: true, alarm: 'error-share', by: 'incident' },
  says: 'INC-2026-001 paged on-call.',
};

const run = (witness: PageWitness, signal = quiet) =>
  testAlarm(
    { source, witness, clock },
    { name: 'error-share', reason: 'a test', waitMs: 60_000 },
    signal,
  );

describe('the test of an alarm', () => {
  it('fires it, sees the page, and puts it back', async () => {
    const tested = await run(seeing([], [], [page]));
    expect(tested).toMatchObject({ arrived: true, afterMs: 4000, pages: [page], left: null });
    expect(states).toEqual(['ALARM', 'OK']);
  });

  it('does not take an action that failed for a page, and gives up in time', async () => {
    const failed = { ...page, ok: false, says: 'Failed to execute action' };
    const tested = await run(seeing([failed]));
    expect(tested).toMatchObject({ arrived: false, afterMs: null, pages: [failed] });
    expect(clock.monotonic()).toBeLessThan(70_000);
    expect(states).toEqual(['ALARM', 'OK']);
  });

  it('goes on looking when a look fails for a moment', async () => {
    const throttled = new CatopsError('vendor-throttled', 'too often');
    expect(await run(seeing(throttled, throttled, [page]))).toMatchObject({ arrived: true });
  });

  it('puts the alarm back when it is interrupted, and when looking is not allowed', async () => {
    const stop = new AbortController();
    const witness: PageWitness = {
      proves: 'incident',
      pages: async () => {
        stop.abort(new Error('Ctrl-C'));
        return [];
      },
    };
    await expect(run(witness, stop.signal)).rejects.toThrow('Ctrl-C');
    const denied = new CatopsError('credential-refused', 'not allowed');
    await expect(run(seeing(denied))).rejects.toBe(denied);
    expect(states).toEqual(['ALARM', 'OK', 'ALARM', 'OK']);
  });

  it('goes on from the action to the incident that it led to', async () => {
    const acted: PageSeen = { ...page, alarm: 'api-unusable', by: 'action', says: 'executed' };
    const failed: PageSeen = { ...acted, alarm: 'error-share', ok: false };
    const actions: PageWitness = { ...seeing([], [failed], [failed, acted]), proves: 'action' };
    const asked: string[][] = [];
    const finder = {
      find: async (alarms: readonly string[]) => {
        asked.push([...alarms]);
        return asked.length < 3 ? [] : [page];
      },
    };
    const tested = await run(witnessOf(actions, finder));
    expect(tested).toMatchObject({ arrived: true, proves: 'incident', afterMs: 8000 });
    // Only where something was called, and under the name of what called.
    expect(asked).toEqual([['api-unusable'], ['api-unusable'], ['api-unusable']]);
    const silent = await run(witnessOf(actions, { find: async () => [] }));
    expect(silent).toMatchObject({ arrived: false, pages: [failed, acted] });
  });

  it('says when the alarm could not be put back', async () => {
    const { setState } = source;
    const gone = new CatopsError('vendor-unreachable', 'CloudWatch cannot be reached.');
    source.setState = async (name, state, reason, signal) => {
      if (state === 'OK') throw gone;
      await setState(name, state, reason, signal);
    };
    expect(await run(seeing([page]))).toMatchObject({ arrived: true, left: gone.message });
  });

  it('refuses an alarm that fires already, and one that nobody has', async () => {
    source.put({ name: 'error-share', state: 'ALARM' });
    await expect(run(seeing([]))).rejects.toMatchObject({ code: 'alarm-refused' });
    source.remove('error-share');
    await expect(run(seeing([]))).rejects.toMatchObject({ code: 'alarm-unknown' });
    expect(states).toEqual([]);
  });

  it('refuses to fire where nobody would page', async () => {
    source.watch(false);
    await expect(run(seeing([page]))).rejects.toMatchObject({ code: 'alarm-refused' });
    expect(states).toEqual([]);
  });
});
