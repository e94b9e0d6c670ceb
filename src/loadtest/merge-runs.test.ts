import { expect, it } from 'vitest';
import {
  distributionOf,
  measuredPhase,
  measuredRoute,
  mergeListed,
} from '../testing/measurements.js';
import type { MeasuredRun } from './measured-run.js';
import { mergeRuns } from './merge-runs.js';
import { steadyRate } from './rate.js';
import type { StoredRun } from './run-file.js';
import type { ScenarioFile } from './scenario.js';

const route = 'GET /v1/breeds';
const scenario = {
  file: 'loadtests/things.yaml',
  hash: 'aaaaaaaaaaaabbbb',
  text: '',
  scenario: { name: 'things' },
} as unknown as ScenarioFile;

// Each has a second of its own beside the one they share.
const routeOf = (index: number) =>
  measuredRoute(route, 100 + index, {
    ms: 1 + index,
    lost: index,
    seconds: [secondOf(0, 1 + index), secondOf(1 + index, 1)],
  });
const secondOf = (second: number, count: number) => ({
  second,
  sent: count,
  answered: count,
  errors: 0,
  latency: distributionOf(Array.from({ length: count }, () => 1000)),
});
const run = (index: number, changes: Partial<MeasuredRun> = {}): MeasuredRun => ({
  scenario,
  shard: { index, total: 3 },
  target: { url: 'http://10.0.0.1', started: false, uncached: [], died: null },
  startedAt: `2018-11-15T10:20:3${9 - index}.000Z`,
  loadStartedAt: 1_000_000 + index * 100,
  inventory: null,
  diagnostics: true,
  planned: [
    { phase: 'steady', measured: true, seconds: 4, rate: steadyRate(90), connections: null },
  ],
  coverageMinimum: 20,
  coldPaths: new Map([[route, 2]]),
  measurement: {
    crashed: null,
    gaveUp: null,
    phases: [
      measuredPhase('steady', [routeOf(index)], {
        health: {
          loopDelayP99Ms: index,
          busyShare: 0.1 * index,
          stealShare: index || null,
          foreignShare: null,
          pacedRate: 100 + index,
        },
      }),
    ],
  },
  probed: [],
  stopped: null,
  interrupted: false,
  faults: [],
  untimed: [],
  doubts: ['One doubt of all.'],
  ...changes,
});

const testbed = { cpu: 'a', cores: 2, node: 'v24.0.0', catops: '0.1.0' };
const stored = (index: number, changes: Partial<MeasuredRun> = {}): StoredRun => ({
  file: `shard-${index}.json`,
  testbed,
  run: run(index, changes),
});
const three = () => [stored(2), stored(0), stored(1)];

it('adds up the shards in whatever order their files come', () => {
  const whole = mergeRuns(three(), mergeListed);
  const [phase] = whole.measurement.phases;
  const [seen] = phase?.routes ?? [];
  expect([phase?.sent, phase?.lost, seen?.expected]).toEqual([303, 3, 303]);
  expect(seen?.statuses).toEqual({ 200: 303 });
  const times = [0, 1, 2].flatMap((at) => new Array<number>(100 + at).fill(1000 + at * 1000));
  expect(seen?.latency).toMatchObject({ values: times });
  expect(seen?.seconds.map(({ second, sent, latency }) => [second, sent, latency.count])).toEqual([
    [0, 6, 6],
    [1, 1, 1],
    [2, 1, 1],
    [3, 1, 1],
  ]);
  expect(phase?.health).toEqual({
    loopDelayP99Ms: 2,
    busyShare: 0.2,
    stealShare: 2,
    foreignShare: null,
    pacedRate: 102,
  });
  expect([whole.shard, whole.startedAt]).toEqual([null, '2018-11-15T10:20:37.000Z']);
  expect([whole.faults, whole.untimed, whole.doubts]).toEqual([[], [], ['One doubt of all.']]);
});

it('takes one file of a whole run as it is', () => {
  const whole = stored(0, { shard: null });
  expect(mergeRuns([whole], mergeListed)).toBe(whole.run);
});

it.each<[string, () => StoredRun[], string, string]>([
  [
    'a shard that is there twice',
    () => [...three(), { ...stored(1), file: 'again.json' }],
    'shards-unfit',
    'shard-1.json and again.json are both shard 1/3.',
  ],
  [
    'a missing shard',
    () => three().slice(1),
    'shard-missing',
    '1 of 3 shards missing (2/3): what only a part was measured of has no verdict.',
  ],
  [
    'a whole run among shards',
    () => [...three(), { ...stored(0, { shard: null }), file: 'whole.json' }],
    'shards-unfit',
    'whole.json is a whole load test and no shard: it cannot be merged.',
  ],
  [
    'a shard of another scenario',
    () => [...three().slice(1), stored(2, { scenario: { ...scenario, hash: 'bbbbbbbbbbbbcccc' } })],
    'shards-unfit',
    'shard-2.json does not belong to shard-0.json: scenario things, bbbbbbbbbbbb, not things, aaaaaaaaaaaa.',
  ],
  [
    'a shard of another version of catops',
    () => [...three().slice(1), { ...stored(2), testbed: { ...testbed, catops: '0.2.0' } }],
    'shards-unfit',
    'shard-2.json does not belong to shard-0.json: version of catops 0.2.0, not 0.1.0.',
  ],
  [
    'a shard of another target',
    () => [
      ...three().slice(1),
      stored(2, { target: { ...run(2).target, url: 'http://10.0.0.2' } }),
    ],
    'shards-unfit',
    'shard-2.json does not belong to shard-0.json: target http://10.0.0.2, not http://10.0.0.1.',
  ],
  [
    'shards of two divisions',
    () => [...three().slice(1), stored(2, { shard: { index: 2, total: 4 } })],
    'shards-unfit',
    'shard-2.json does not belong to shard-0.json: number of shards 4, not 3.',
  ],
  [
    'shards of two lengths',
    () => [
      ...three().slice(1),
      stored(2, {
        planned: [
          { phase: 'steady', measured: true, seconds: 9, rate: steadyRate(90), connections: null },
        ],
      }),
    ],
    'shards-unfit',
    'shard-2.json does not belong to shard-0.json: phases steady 90/s for 9 s, not steady 90/s for 4 s.',
  ],
  [
    'a shard that cannot be',
    () => [stored(3)],
    'shards-unfit',
    'shard-3.json says it is shard 3/3, which is none.',
  ],
])('refuses %s', (_what, files, code, message) => {
  expect(() => mergeRuns(files(), mergeListed)).toThrow(expect.objectContaining({ code, message }));
});

it('believes no times when the shards began too far apart, and says a smaller distance', () => {
  const late = (ms: number) =>
    mergeRuns([stored(0), stored(1), stored(2, { loadStartedAt: 1_000_000 + ms })], mergeListed);
  const long = { ...run(0).planned[0], seconds: 40 } as MeasuredRun['planned'][number];
  expect(late(450).untimed).toEqual([
    'The shards began 0.45 s apart, so for that long the load was not the whole.',
  ]);
  const slow = [0, 1, 2].map((at) =>
    stored(at, { planned: [long], loadStartedAt: 1_000_000 + at * 900 }),
  );
  const { untimed, doubts } = mergeRuns(slow, mergeListed);
  expect(untimed).toEqual([]);
  expect(doubts[0]).toContain('began 1.80 s apart');
});

it('gives no verdict on a load of which a part was stopped', () => {
  const whole = mergeRuns([stored(0), stored(1, { interrupted: true }), stored(2)], mergeListed);
  expect(whole.faults).toEqual(['Shard 1/3 was stopped before its end.']);
  expect(whole.interrupted).toBe(false);
});
