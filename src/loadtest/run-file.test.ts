import { expect, it } from 'vitest';
import { valuesOf, withValues } from '../adapters/autocannon/histogram.js';
import { parseScenario } from '../adapters/yaml/parse-scenario.js';
import type { RoutePolicy } from '../contracts/route-policy.js';
import { measuredPhase, measuredRoute } from '../testing/measurements.js';
import type { MeasuredRun } from './measured-run.js';
import { steadyRate } from './rate.js';
import { readRun, writeRun } from './run-file.js';

const route = 'GET /v1/breeds';
const text = `name: things\nroutes:\n  ${route}:\nphases:\n  - { name: steady, rate: 90/s, for: 4s }\n`;
const policy: RoutePolicy = {
  since: '2018-11-14',
  probation: false,
  cache: { kind: 'never', reason: 'It is new.' },
  limit: { name: 'standard', keyed: { requests: 120, windowSeconds: 60 }, keyless: null },
  budget: { p99Ms: 50, dbQueriesPerRequest: 0.05 },
  runbook: 'uncached-route',
};
const times = withValues([
  [1000, 60],
  [250_000, 40],
]);
const scenario = parseScenario(text, 'loadtests/things.yaml');
const run: MeasuredRun = {
  scenario,
  shard: { index: 1, total: 4 },
  target: { url: 'http://127.0.0.1:3000', started: false, uncached: [], died: null },
  startedAt: '2018-11-15T10:20:30.000Z',
  loadStartedAt: 1_542_277_231_000,
  inventory: new Map([
    [route, policy],
    ['GET /docs', null],
  ]),
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
      measuredPhase('steady', [
        measuredRoute(route, 100, {
          latency: times,
          serviceTime: times,
          statuses: { 200: 100 },
          seconds: [{ second: 3, sent: 101, answered: 100, errors: 1, latency: times }],
        }),
      ]),
    ],
  },
  probed: [],
  stopped: null,
  interrupted: false,
  faults: [],
  untimed: [],
  doubts: ['A doubt.'],
};
const testbed = { cpu: 'a processor', cores: 2, node: 'v24.0.0', catops: '0.1.0' };
const codec = { encode: valuesOf, decode: withValues };

const written = writeRun(run, testbed, codec.encode);
const read = (content: string) => readRun(content, 'out/shard.json', parseScenario, codec);
const changed = (change: (content: Record<string, object>) => void): string => {
  const content = JSON.parse(written);
  change(content);
  return JSON.stringify(content);
};

it('reads what it wrote, to the last sample', () => {
  const stored = read(written);
  const { scenario: back, measurement, ...rest } = stored.run;
  const { scenario: _scenario, measurement: _measurement, ...expected } = run;
  expect(rest).toEqual(expected);
  expect([stored.testbed, stored.file]).toEqual([testbed, 'out/shard.json']);
  expect([back.text, back.hash, back.scenario]).toEqual([text, scenario.hash, scenario.scenario]);
  const [phase] = measurement.phases;
  const [seen] = phase?.routes ?? [];
  expect([phase?.sent, seen?.statuses]).toEqual([100, { 200: 100 }]);
  expect(seen && valuesOf(seen.latency)).toEqual(valuesOf(times));
  expect(seen?.seconds[0]?.latency.valueAtQuantile(1)).toBe(times.valueAtQuantile(1));
  expect(JSON.parse(writeRun(stored.run, testbed, codec.encode))).toEqual(JSON.parse(written));
});

it.each([0, 1, 100, written.length / 2, written.length - 3])(
  'refuses a file that was cut short after %i characters',
  (length) => {
    expect(() => read(written.slice(0, length))).toThrow(
      'out/shard.json is no stored load test: it is not whole, or no JSON.',
    );
  },
);

it.each<[string, string, string]>([
  [
    'another document',
    '{"schema":"catops.loadtest/v1"}',
    'its schema is not catops.loadtest-run/v1',
  ],
  ['a list', '[]', 'its schema is not catops.loadtest-run/v1'],
  ['null', 'null', 'its schema is not catops.loadtest-run/v1'],
  [
    'an unknown key',
    changed((content) => Object.assign(content, { more: 1 })),
    'Unrecognized key: "more"',
  ],
  [
    'a scenario that was changed afterwards',
    changed((content) =>
      Object.assign(content['scenario'] ?? {}, { text: text.replace('90/s', '91/s') }),
    ),
    'its scenario is not the one it names',
  ],
  [
    'a target that is no URL',
    changed((content) => Object.assign(content['target'] ?? {}, { url: 'http://' })),
    'target.url: Invalid URL',
  ],
  [
    'a negative count',
    written.replace('"sent":100', '"sent":-100'),
    'measurement.phases.0.sent: Too small',
  ],
  ['a count that is none', written.replace('"sent":100', '"sent":1e400'), 'phases.0.sent'],
  ['a histogram of text', written.replace('[[1000,60]', '[["1000",60]'), 'latency.0.0'],
  ['a value beyond all time', written.replace('[[1000,60]', '[[1e300,60]'), 'latency.0.0'],
])('refuses %s', (_what, content, reason) => {
  expect(() => read(content)).toThrow(
    expect.objectContaining({
      code: 'run-file-invalid',
      message: expect.stringContaining(reason),
    }),
  );
});

it('refuses the file of a newer catops in one sentence', () => {
  expect(() => read(written.replace('loadtest-run/v1', 'loadtest-run/v2'))).toThrow(
    expect.objectContaining({
      code: 'format-too-new',
      message:
        'out/shard.json was written by a newer catops (catops.loadtest-run/v2; this one reads catops.loadtest-run/v1).',
    }),
  );
});

it('does not call a version newer that there never was', () => {
  expect(() => read(written.replace('loadtest-run/v1', 'loadtest-run/v0'))).toThrow(
    'its schema is not catops.loadtest-run/v1',
  );
});

it('gives a file that names itself after an object’s own parts no power', () => {
  const hostile = written.replace('"coldPaths":{', '"coldPaths":{"__proto__":7,');
  const { run: back } = read(hostile);
  expect(Object.getPrototypeOf(back.coldPaths)).toBe(Map.prototype);
  expect(back.coldPaths.get(route)).toBe(2);
});
