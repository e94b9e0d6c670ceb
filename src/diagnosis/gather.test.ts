import { describe, expect, it } from 'vitest';
import type { MetricSample } from '../contracts/metric-sample.js';
import type { Environments } from '../environments/ports.js';
import { createFakeAlarmSource } from '../testing/fake-alarm-source.js';
import { createVirtualClock } from '../testing/virtual-clock.js';
import { diagnose } from './diagnose.js';
import { environmentReleases } from './environment-releases.js';
import { type GatherDeps, type GatherRequest, gather } from './gather.js';

const now = Date.UTC(2018, 10, 15, 12);
const minute = 60_000;
const hour = 60 * minute;
const { signal } = new AbortController();
const usual: GatherRequest = { from: undefined, to: undefined, source: undefined };

function sampleAt(at: number): MetricSample {
  return {
    ...{ v: 1, at: new Date(at).toISOString(), seconds: 60, releases: [], reachable: true },
    ...{ processes: 1, restarts: 0, routes: [], gauges: {}, failures: [], dependencies: [] },
  };
}

function depsWith(more: Partial<GatherDeps> = {}) {
  const asked: { from: number; to: number }[] = [];
  const deps: GatherDeps = {
    clock: createVirtualClock(now),
    metrics: {
      read: async (from, to) => {
        asked.push({ from, to });
        return Array.from({ length: 20 }, (_, index) => sampleAt(to - index * minute));
      },
    },
    hours: { read: async () => [] },
    releases: [],
    alarms: null,
    ...more,
  };
  return { deps, asked };
}

describe('the window of a diagnosis', () => {
  it('is the last two hours when nothing fires', async () => {
    const { deps, asked } = depsWith();
    await gather(deps, usual, signal);
    expect(asked).toEqual([{ from: now - 2 * hour, to: now }]);
  });

  it('begins an hour before the first alarm that fires', async () => {
    const alarms = createFakeAlarmSource({ clock: createVirtualClock(now) });
    const since = (ms: number) => new Date(now - ms).toISOString();
    alarms.put({ name: 'error-share', state: 'ALARM', since: since(3 * hour) });
    alarms.put({ name: 'latency-p99', state: 'ALARM', since: since(5 * minute) });
    alarms.put({ name: 'queue-age', state: 'OK', since: since(9 * hour) });
    const { deps, asked } = depsWith({ alarms });
    const found = await gather(deps, usual, signal);
    expect(asked).toEqual([{ from: now - 4 * hour, to: now }]);
    expect(found.notes).toEqual([]);
  });

  it('is the one asked for, whatever fires', async () => {
    const { deps, asked } = depsWith();
    await gather(deps, { ...usual, from: now - hour, to: now - minute }, signal);
    expect(asked).toEqual([{ from: now - hour, to: now - minute }]);
    await expect(gather(deps, { ...usual, from: now, to: now - 1 }, signal)).rejects.toThrow(
      'The window ends before it begins.',
    );
  });

  it('of which there are hardly any samples is read from rollups, longer and in whole hours', async () => {
    const spans: unknown[] = [];
    const hours = {
      read: async (span: unknown) => {
        spans.push(span);
        return [{ hour: '2018-11-15T10', routes: [] }];
      },
    };
    const { deps } = depsWith({ hours, metrics: { read: async () => [] } });
    const found = await gather(deps, usual, signal);
    expect(spans).toEqual([{ from: now - 36 * hour, to: now }]);
    expect(found.telemetry).toMatchObject({ source: 'rollups', slots: [{ seconds: 3600 }] });
  });
});

it('notes what cannot be read and answers all the same', async () => {
  const alarms = createFakeAlarmSource({ clock: createVirtualClock(now) });
  alarms.fail(new Error('nobody there'));
  const broken = { name: 'Elastic Beanstalk', read: () => Promise.reject(new Error('throttled')) };
  const { deps } = depsWith({ alarms, releases: [broken] });
  const found = diagnose(await gather(deps, usual, signal));
  expect(found.verdict).toBe('healthy');
  expect(found.notes).toEqual([
    'Alarms could not be read: nobody there',
    'Releases of Elastic Beanstalk could not be read: throttled',
    'The history of alarms could not be read: nobody there',
  ]);
});

it('takes releases from the first event of an environment that names another version', async () => {
  const event = (minutes: number, version: string | null) => ({
    ...{ at: new Date(now + minutes * minute).toISOString(), severity: 'info' as const },
    ...{ message: 'Update completed.', version, requestId: null },
  });
  const events = [event(0, 'v1'), event(1, null), event(2, 'v2'), event(3, 'v2'), event(9, 'v1')];
  const environments = { name: 'EB', events: async () => events } as unknown as Environments;
  const history = environmentReleases(environments, 'cat-api');
  expect(await history.read({ from: now, to: now + 5 * minute }, signal)).toEqual([
    { version: 'v2', previous: 'v1', at: now + 2 * minute },
  ]);
});
