import { describe, expect, it } from 'vitest';
import {
  environmentEvent as event,
  onVersions,
  environmentStatus as status,
} from '../testing/environment-looks.js';
import type { EnvironmentEvent, EnvironmentStatus } from './ports.js';
import {
  beginWatch,
  type Goal,
  usualLimits as limits,
  observe,
  passTime,
  type Watch,
  type WatchLimits,
} from './watch.js';

const v2: Goal = { kind: 'version', version: 'v2' };
const deployed = { version: 'v2', instances: onVersions('v2', 'v2', 'v2') };
const updating = { state: 'updating', version: 'v2', abortable: true } as const;

type Seen = readonly [atSeconds: number, Partial<EnvironmentStatus>, ...EnvironmentEvent[]];

/** The watch after these looks. */
function after(looks: readonly Seen[], goal: Goal = v2, given: Partial<WatchLimits> = {}): Watch {
  const begun = beginWatch(goal, { ...limits, ...given }, 0, { requestId: 'r-1' });
  return looks.reduce(
    (watch, [at, seen, ...events]) => observe(watch, { status: status(seen), events }, at * 1000),
    begun,
  );
}

describe('a deployment', () => {
  it('is done when it was at work, is ready, and every server says that it runs the version', () => {
    const watch = after([
      [5, {}],
      [10, updating],
      [90, deployed],
    ]);
    expect(watch.ending).toEqual({ kind: 'done', proof: 'instances' });
  });

  it('is not done by being ready with the old servers green, which is how it was before', () => {
    const early = after([[5, deployed, event({ requestId: 'r-1' })]]);
    expect([early.phase, early.ending]).toEqual(['updating', null]);
    const label = after([[5, { version: 'v2' }, event({ requestId: 'r-1' })]]);
    expect([label.phase, label.ending]).toEqual(['updating', null]);
  });

  it('that was over between two looks is known by the event that tells of its end', () => {
    const ended = event({
      requestId: 'r-1',
      message: 'Environment update completed successfully.',
    });
    expect(after([[5, deployed, ended]]).ending).toEqual({ kind: 'done', proof: 'instances' });
    const foreign = event({ requestId: 'r-9', message: ended.message });
    expect(after([[5, deployed, foreign]]).ending).toBeNull();
  });

  it('whose end nobody tells of is judged once a start cannot be outstanding any more', () => {
    const sign = event({ requestId: 'r-1' });
    expect(
      after([
        [5, deployed, sign],
        [64, deployed],
      ]).ending,
    ).toBeNull();
    expect(
      after([
        [5, deployed, sign],
        [65, deployed],
      ]).ending?.kind,
    ).toBe('done');
  });

  it('that shows no sign for a minute never started, and only a look says so', () => {
    expect(after([[59, {}]]).ending).toBeNull();
    expect(after([[60, {}]]).ending).toEqual({ kind: 'never-started' });
    expect(passTime(after([[5, {}]]), 900_000).ending).toBeNull();
  });

  it('whose label goes back is reverted, whatever the label said before', () => {
    const watch = after([
      [5, updating],
      [60, { state: 'ready', version: 'v1' }],
    ]);
    expect(watch.ending).toEqual({ kind: 'reverted', version: 'v1' });
  });

  it('that left one of three servers behind is mixed, after the servers had time to report', () => {
    const mixed = { version: 'v2', instances: onVersions('v2', 'v1', 'v2') };
    const looks: Seen[] = [
      [5, updating],
      [60, mixed],
      [179, mixed],
    ];
    expect(after(looks).phase).toBe('settling');
    expect(after([...looks, [180, mixed]]).ending).toMatchObject({ kind: 'mixed' });
    expect(after([...looks, [170, deployed]]).ending?.kind).toBe('done');
  });

  it('is mixed where a server runs the version and its deployment failed, or none reports', () => {
    const [first, ...others] = onVersions('v2', 'v2', 'v2');
    const failed = first ? [{ ...first, deployFailed: true }, ...others] : [];
    for (const instances of [failed, []]) {
      const seen = { version: 'v2', instances };
      const watch = after([
        [5, updating],
        [60, seen],
        [180, seen],
      ]);
      expect(watch.ending).toEqual({ kind: 'mixed', instances });
    }
  });

  it('may be green late, and is unhealthy when it stays yellow', () => {
    const yellow = {
      ...deployed,
      health: { colour: 'yellow', label: 'Warning', causes: ['1 of 3 warming up'] },
    } as const;
    const looks: Seen[] = [
      [5, updating],
      [60, yellow],
    ];
    expect(after([...looks, [170, deployed]]).ending?.kind).toBe('done');
    expect(after([...looks, [180, yellow]]).ending).toEqual({
      ...{ kind: 'unhealthy', colour: 'yellow', causes: ['1 of 3 warming up'] },
    });
    expect(after(looks, v2, { accept: 'yellow' }).ending?.kind).toBe('done');
  });

  it('that goes on after having been ready is waited for anew', () => {
    const mixed = { version: 'v2', instances: onVersions('v1') };
    const watch = after([
      [5, updating],
      [60, mixed],
      [100, updating],
      [170, mixed],
    ]);
    expect(watch.phase).toBe('settling');
    expect(watch.readyAt).toBe(170_000);
  });

  it('says so where the environment alone proves it', () => {
    const basic = { version: 'v2', instances: [], instanceProof: false };
    const watch = after([
      [5, updating],
      [60, basic],
    ]);
    expect(watch.ending).toEqual({ kind: 'done', proof: 'environment' });
  });

  it.each(['terminating', 'terminated'] as const)('ends when the environment is %s', (state) => {
    expect(
      after([
        [5, updating],
        [60, { state }],
      ]).ending,
    ).toEqual({ kind: 'terminated' });
  });

  it('is still going on when the time is over, seen or not', () => {
    const watch = after([[5, updating]]);
    expect(passTime(watch, 1_799_999).ending).toBeNull();
    expect(passTime(watch, 1_800_000).ending).toEqual({ kind: 'still-updating' });
    expect(
      after([
        [5, updating],
        [1800, updating],
      ]).ending,
    ).toEqual({ kind: 'still-updating' });
  });

  it('is over once', () => {
    const watch = after([
      [5, updating],
      [60, { version: 'v1' }],
    ]);
    expect(observe(watch, { status: status(deployed), events: [] }, 61_000)).toBe(watch);
    expect(passTime(watch, 9_000_000)).toBe(watch);
  });
});

it('an update whose reply was lost is known by the version its events name', () => {
  const begun = beginWatch(v2, limits, 0, { requestId: null });
  const named = event({ version: 'v2', message: 'Environment update completed successfully.' });
  const watch = observe(begun, { status: status(deployed), events: [named] }, 5000);
  expect(watch.ending?.kind).toBe('done');
});

describe('a change of capacity', () => {
  const four: Goal = { kind: 'capacity', change: { min: 4, max: 8 } };
  const at = (min: number, max: number) => ({
    capacity: { min, max, running: 3, instanceClass: 't3.small' },
  });

  it('is done when the settings read back are the new ones, on whatever version', () => {
    const watch = after(
      [
        [5, updating],
        [60, { ...at(4, 8), instances: onVersions('v1', 'v0') }],
      ],
      four,
    );
    expect(watch.ending).toEqual({ kind: 'done', proof: 'environment' });
  });

  it('is not applied when they stay as they were', () => {
    const watch = after(
      [
        [5, updating],
        [60, at(3, 8)],
        [180, at(3, 8)],
      ],
      four,
    );
    expect(watch.ending).toMatchObject({ kind: 'not-applied', capacity: { min: 3 } });
  });

  it('counts the size of the servers when it was asked for', () => {
    const bigger: Goal = { kind: 'capacity', change: { instanceClass: 't3.large' } };
    expect(
      after(
        [
          [5, updating],
          [60, at(3, 6)],
        ],
        bigger,
      ).ending,
    ).toBeNull();
  });
});

describe('waiting for what runs already', () => {
  const wait = (goal: Goal, seen: Partial<EnvironmentStatus>) =>
    observe(beginWatch(goal, limits, 0, null), { status: status(seen), events: [] }, 1000);

  it('is done at the first look when all is well', () => {
    expect(wait(v2, deployed).ending?.kind).toBe('done');
    expect(wait({ kind: 'ready' }, {}).ending).toEqual({ kind: 'done', proof: 'instances' });
  });

  it('goes on while it updates, and wants one version on every server', () => {
    expect(wait({ kind: 'ready' }, updating).ending).toBeNull();
    expect(wait({ kind: 'ready' }, { instances: onVersions('v1', 'v0') }).ending).toBeNull();
  });

  it('says at once that another version is there', () => {
    expect(wait(v2, {}).ending).toEqual({ kind: 'reverted', version: 'v1' });
  });
});
