import { expect, it } from 'vitest';
import { parseScenario } from '../../adapters/yaml/parse-scenario.js';
import { routePolicyKey } from '../../contracts/route-policy.js';
import type { RunLoadtestDeps, RunLoadtestInput } from '../run-input.js';
import { planArm } from './plan-arm.js';

const routes = Array.from({ length: 13 }, (_, index) => `/v1/things-${index}`);
const policy = (requests: number) => ({
  since: '2018-11-14',
  probation: false,
  cache: { kind: 'never', reason: 'A test.' },
  limit: { name: 'standard', keyed: { requests, windowSeconds: 60 }, keyless: null },
  budget: { p99Ms: 50, dbQueriesPerRequest: 1 },
  runbook: 'uncached-route',
});

function plan(paths: readonly string[], limit: number, keys = 1000) {
  const operation = { [routePolicyKey]: policy(limit) };
  const document = {
    openapi: '3.1.0',
    paths: Object.fromEntries(paths.map((path) => [path, { get: operation, post: operation }])),
  };
  const reads = paths.map((path) => [`GET ${path}`, { weight: 7 }]);
  const scenario = parseScenario(
    JSON.stringify({
      name: 'things',
      routes: Object.fromEntries([...reads, [`POST ${paths[0]}`, null]]),
      phases: [{ name: 'steady', rate: '500/s', for: '4s' }],
      thresholds: ['errors == 0'],
    }),
    'things.yaml',
  );
  const asked: number[] = [];
  const deps = {
    target: { get: async () => ({ status: 200, text: JSON.stringify(document) }) },
    keys: {
      issue: async (count: number) => {
        asked.push(count);
        return Array.from({ length: Math.min(count, keys) }, (_, index) => `key-${index}`);
      },
    },
  } as unknown as RunLoadtestDeps;
  const input = {
    scenario,
    target: { url: 'http://127.0.0.1:3000', started: false, died: () => null, uncached: [] },
    diagnosticsToken: null,
    durationSeconds: 2,
    shard: null,
    startAt: null,
  } satisfies RunLoadtestInput;
  return { asked, plan: planArm(deps, input, 12, new AbortController().signal) };
}

it('asks every route that only reads equally often, on one connection, two seconds for many', async () => {
  const made = await plan(routes, 120).plan;
  expect(made.routes.map(({ route }) => route)).toEqual(routes.map((path) => `GET ${path}`));
  const counts = routes.map(() => 1);
  const phase = { rate: null, connections: 1, counts };
  expect(made.phases).toEqual([
    { ...phase, name: 'warm-up', measured: false, seconds: 3 },
    { ...phase, name: 'round', measured: true, seconds: 2 },
  ]);
});

it('has keys for as much as one connection can ask for in the minute of a limit', async () => {
  const { asked, plan: made } = plan(routes, 120);
  expect((await made).keys).toHaveLength(asked[0] ?? 0);
  // 8,000 a second over 13 routes, a third of the time.
  const most = (8000 / 3 / 13) * 60;
  expect((asked[0] ?? 0) * 120).toBeGreaterThanOrEqual(most);
  expect((asked[0] ?? 0) * 120).toBeLessThan(most * 1.1);
});

it('takes fewer where so many cannot be had, and refuses too few', async () => {
  const { asked, plan: made } = plan(routes.slice(0, 1), 60);
  expect((await made).keys.length).toBeLessThan(1000);
  expect(asked).toHaveLength(2);
  await expect(plan(routes, 120, 10).plan).rejects.toMatchObject({ code: 'scenario-invalid' });
});
