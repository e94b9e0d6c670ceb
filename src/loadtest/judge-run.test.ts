import { expect, it } from 'vitest';
import { parseScenario } from '../adapters/yaml/parse-scenario.js';
import { measuredPhase, measuredRoute, mergeListed } from '../testing/measurements.js';
import { judgeRun } from './judge-run.js';
import type { MeasuredRun } from './measured-run.js';
import { steadyRate } from './rate.js';

const route = 'GET /v1/breeds';
const text = `name: things
routes: { ${route}: }
phases: [{ name: steady, rate: 25/s, for: 4s }]
thresholds: [errors < 1%]
`;
const phase = (changes: Partial<Parameters<typeof measuredPhase>[2]> = {}) =>
  measuredPhase('steady', [measuredRoute(route, 100)], changes);
const run = (
  measurement: Partial<MeasuredRun['measurement']>,
  target: Partial<MeasuredRun['target']> = {},
): MeasuredRun => ({
  scenario: parseScenario(text, 'loadtests/things.yaml'),
  shard: null,
  target: {
    url: 'http://127.0.0.1:3000',
    started: true,
    uncached: [],
    died: null,
    ...target,
  },
  startedAt: '2018-11-15T10:20:30.000Z',
  loadStartedAt: 1_542_277_231_000,
  inventory: new Map([[route, null]]),
  diagnostics: false,
  planned: [
    { phase: 'steady', measured: true, seconds: 4, rate: steadyRate(25), connections: null },
  ],
  coverageMinimum: 20,
  coldPaths: new Map(),
  measurement: { crashed: null, gaveUp: null, phases: [phase()], ...measurement },
  probed: [],
  interrupted: false,
  stopped: null,
  faults: [],
  untimed: [],
  doubts: [],
});
const judged = (...args: Parameters<typeof run>) => judgeRun(run(...args), mergeListed);

it('passes a load that was answered', () => {
  const { verdict, failures, doubts } = judged({});
  expect([verdict, failures, doubts]).toEqual(['pass', [], []]);
});

it('fails a target that went down under the load, however well it had answered before', () => {
  const { verdict, failures } = judged({
    gaveUp: 'it answered none of 57 requests in 10 s (connect ECONNREFUSED 127.0.0.1:3000)',
  });
  expect(verdict).toBe('fail');
  expect(failures).toEqual([
    expect.objectContaining({
      observed: 'none',
      message:
        'The API went down under the load, and the rest of it was not sent: it answered none of 57 requests in 10 s (connect ECONNREFUSED 127.0.0.1:3000).',
    }),
  ]);
});

it('has no verdict where the generator died, not even of a target that went down', () => {
  const { verdict, doubts } = judged({ crashed: 'out of memory', gaveUp: 'it answered none' });
  expect([verdict, doubts]).toEqual(['invalid', ['The load generator died: out of memory.']]);
});

it('lets a target that ran before have the processor, where it may be this machine’s', () => {
  const health = {
    loopDelayP99Ms: 1,
    busyShare: 0.1,
    stealShare: 0,
    foreignShare: 0.9,
    pacedRate: null,
  };
  const phases = [phase({ health })];
  const doubtsOf = (target: Partial<MeasuredRun['target']>) => judged({ phases }, target).doubts;
  expect(doubtsOf({ started: false })).toEqual([]);
  for (const target of [{ started: true }, { started: false, url: 'https://api.example' }]) {
    expect(doubtsOf(target)).toEqual([expect.stringContaining('other programs took 90 %')]);
  }
});

it('says what a load has shown that was whole when the run was stopped, without a verdict', () => {
  const refused = measuredRoute(route, 100, { expected: 0, statuses: { 503: 100 } });
  const whole = run({ phases: [measuredPhase('steady', [refused])] });
  const report = judgeRun({ ...whole, interrupted: true }, mergeListed);
  expect(report.verdict).toBe('interrupted');
  expect(report.failures.map(({ rule, observed }) => [rule, observed])).toEqual([
    ['threshold', '100 %'],
  ]);
  const part = run({ phases: [measuredPhase('steady', [refused], { complete: false })] });
  expect(judgeRun({ ...part, interrupted: true }, mergeListed).checks).toEqual([]);
});
