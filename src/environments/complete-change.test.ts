import { describe, expect, it } from 'vitest';
import { environmentEvent, environmentStatus, onVersions } from '../testing/environment-looks.js';
import { scriptedEnvironments } from '../testing/scripted-environments.js';
import { createVirtualClock } from '../testing/virtual-clock.js';
import type { ChangeRecord } from './change-record.js';
import { completeChange } from './complete-change.js';
import type { EnvironmentEvent, EnvironmentStatus } from './ports.js';

const quiet = new AbortController().signal;
const at = '2026-09-12T03:00:00.000Z';
const begun: ChangeRecord = {
  ...{ id: 'b', environment: 'cat-api-prod', kind: 'deploy', actor: 'bob', summary: 'Deploy v2' },
  ...{ at, from: 'v1', to: 'v2', wasHealthy: true, ended: null },
};
const onV2 = { version: 'v2', instances: onVersions('v2', 'v2', 'v2') } as const;
const red = { colour: 'red', label: 'Severe', causes: [] } as const;

/** What becomes of a change nobody followed, at 03:14, with all that was saved and told. */
async function complete(
  status: Partial<EnvironmentStatus>,
  given: {
    readonly records?: readonly ChangeRecord[];
    readonly events?: readonly EnvironmentEvent[];
    readonly isFollowed?: boolean;
    readonly settled?: boolean;
    readonly later?: number;
  } = {},
) {
  const clock = createVirtualClock();
  clock.advance(given.later ?? 0);
  const saved: ChangeRecord[] = [];
  const told: string[] = [];
  const deps = {
    environments: scriptedEnvironments(clock, { earlier: given.events ?? [], script: [] }),
    ...{ clock, random: () => 0.5, actor: 'alice', newId: () => 'c' },
    records: {
      write: async (record: ChangeRecord) => void saved.push(record),
      of: async () => given.records ?? [begun],
      all: async () => [],
      hold: async () => (given.isFollowed ? null : async () => void told.push('let go')),
    },
    listeners: [
      {
        name: 'PagerDuty',
        requests: async () => [],
        tell: async ({
          step,
          actor,
          summary,
        }: {
          step: string;
          actor: string;
          summary: string;
        }) => {
          told.push(`${step} of ${actor}: ${summary}`);
          return null;
        },
      },
    ],
  };
  const seen = environmentStatus(status);
  const found = await completeChange(deps, seen, given.settled ?? false, () => {}, quiet);
  return { found, told, ended: saved.map(({ ended }) => ended) };
}

describe('a change that was cut off', () => {
  it('is saved as done and told under the name of who began it, once it is seen to be', async () => {
    const { found, told, ended } = await complete(onV2);
    expect(found?.ending).toEqual({ kind: 'done', proof: 'instances' });
    expect(ended).toEqual(['done']);
    expect(told).toEqual([
      'ended of bob: cat-api-prod runs v2 on every one of 3 servers and is green.',
      'let go',
    ]);
  });

  it('was taken back when its version was seen, and never began when it was not', async () => {
    const seen = [environmentEvent({ at: '2026-09-12T03:01:00.000Z', version: 'v2' })];
    expect((await complete({}, { events: seen })).ended).toEqual(['reverted']);
    const before = [environmentEvent({ at: '2026-09-12T02:59:00.000Z', version: 'v2' })];
    expect((await complete({}, { events: before })).ended).toEqual(['never-started']);
  });

  it('is left open while it goes on, and while servers may only be late', async () => {
    const going = await complete({ ...onV2, state: 'updating' });
    expect([going.found?.ending, going.ended]).toEqual([null, []]);
    const ill = { ...onV2, health: red };
    const now = await complete(ill);
    expect([now.ended, now.found?.ending, going.found?.soFar]).toEqual([[], null, null]);
    expect(now.found?.soFar).toMatchObject({ kind: 'unhealthy', colour: 'red' });
    expect((await complete(ill, { settled: true })).ended).toEqual(['unhealthy']);
    expect((await complete(ill, { later: 30 * 60_000 })).ended).toEqual(['unhealthy']);
    const mixed = { version: 'v2', instances: onVersions('v2', 'v1') };
    expect((await complete(mixed, { settled: true })).ended).toEqual(['mixed']);
  });

  it('is left to whoever follows it', async () => {
    const { found, told, ended } = await complete(onV2, { isFollowed: true });
    expect([found, told, ended]).toEqual([null, [], []]);
  });

  it('is history once it ended, or another change came after it', async () => {
    const later = { ...begun, id: 'c', ended: 'done' } as const;
    expect((await complete(onV2, { records: [begun, later] })).found).toBeNull();
    expect((await complete(onV2, { records: [] })).found).toBeNull();
    const timedOut = { ...begun, ended: 'still-updating' } as const;
    expect((await complete(onV2, { records: [timedOut] })).ended).toEqual(['done']);
  });

  it('of capacity is done when the environment is well', async () => {
    const scale = { ...begun, kind: 'scale', to: null } as const;
    expect((await complete({}, { records: [scale] })).ended).toEqual(['done']);
  });
});
