import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { runAdmin } from '../../adapters/api-process/run-admin.js';
import { startApi } from '../../adapters/api-process/start-api.js';
import { createBurstSender } from '../../adapters/target/burst-sender.js';
import { createTargetReader } from '../../adapters/target/target-reader.js';
import { parseScenario } from '../../adapters/yaml/parse-scenario.js';
import { systemClock } from '../../platform/node-host.js';
import { builtFile } from '../../testing/built.js';
import { copyPreparedData } from '../../testing/prepared-data.js';
import { prepareRun } from '../prepare-run.js';
import { judgeProbation } from '../rules/probation.js';
import type { RunLoadtestDeps } from '../run-input.js';
import { runProbes } from './run-probes.js';

const analysis = 'GET /v1/images/{image_id}/analysis';
const token = 'look-inside';
const releaseDir = builtFile('api-server/');

const started: { stop(): Promise<void>; readonly dataDir: string }[] = [];
afterAll(async () => {
  await Promise.all(started.map(({ stop }) => stop()));
  await Promise.all(started.map(({ dataDir }) => rm(dataDir, { recursive: true, force: true })));
});

const scenarioText = (rules: string) => `name: probes
feeds:
  picture: { from: { get: "/v1/images/search?order=ASC&limit=80&mime_types=jpg", field: id, count: 4 } }
  breed: { from: { get: /v1/breeds, field: id, count: 4 } }
routes:
  GET /v1/images/{image_id}: { path: { image_id: "{picture}" } }
  ${analysis}: { path: { image_id: "{picture}" } }
  GET /v1/breeds: { query: { limit: 10 } }
  GET /v1/breeds/{breed_id}: { path: { breed_id: "{breed}" } }
  GET /v1/categories:
  GET /v1/votes:
phases: [{ name: none, rate: 1/s, for: 1s }]
rules: [${rules}]
`;

/** Looks at an API that is started with these lessons off; no load is sent before. */
async function probe(env: Readonly<Record<string, string>>, rules: string) {
  const { signal } = new AbortController();
  const dataDir = await mkdtemp(join(tmpdir(), 'catops-probes-'));
  await copyPreparedData(dataDir);
  const processes = { releaseDir, nodePath: process.execPath, dataDir, signal };
  const api = await startApi({
    ...processes,
    env: { PATH: process.env['PATH'], ...env },
    worker: 'drill.js',
    database: 'embedded',
    port: 0,
    host: '127.0.0.1',
    diagnosticsToken: token,
    uncache: [],
    onProgress: () => undefined,
  });
  started.push({ dataDir, stop: () => api.stop() });
  const target = createTargetReader({ fetch, url: api.url });
  const isKnown = async (key = '') =>
    (await target.get('/v1/votes', { headers: { 'x-api-key': key } })).status === 200;
  const deps: RunLoadtestDeps = {
    clock: systemClock,
    generator: {
      run: async () => {
        throw new Error('No load is sent.');
      },
      merge: () => {
        throw new Error('Nothing was measured.');
      },
    } as unknown as RunLoadtestDeps['generator'],
    keys: {
      issue: async (count) => {
        const request = { op: 'key.load', count, ttlSeconds: 60 } as const;
        const { keys } = await runAdmin({ ...processes, env: process.env }, request);
        await expect.poll(() => isKnown(keys.at(-1)), { timeout: 20_000 }).toBe(true);
        return keys;
      },
    },
    target,
    burst: createBurstSender({ url: api.url }),
    metrics: createTargetReader({ fetch, url: api.privateUrl }),
    compare: null,
    keep: null,
  };
  const scenario = parseScenario(scenarioText(rules), 'probes.yaml');
  const input = {
    scenario,
    target: { url: api.url, started: true, died: () => null, uncached: [] },
    diagnosticsToken: token,
    durationSeconds: 1,
    shard: null,
    startAt: null,
  };
  const prepared = await prepareRun(deps, input, signal);
  const { inventory } = prepared;
  const { checks, remarks } = await runProbes(
    deps,
    { scenario, prepared, diagnostics: true },
    () => undefined,
    signal,
  );
  expect(remarks).toEqual([]);
  return { checks, inventory };
}

const drill = (lessons: object) => ({ CATOPS_DRILL_WITHOUT: JSON.stringify(lessons) });

describe.concurrent('the probes of a load test, sent to the API', () => {
  it('name the route without a lesson, by the rule of that lesson, and no other', async () => {
    const env = drill({
      'single-flight': ['GET /v1/breeds/{breed_id}'],
      'cache-key': ['GET /v1/images/{image_id}'],
      'rate-limit': ['GET /v1/categories'],
      probation: ['GET /v1/facts'],
    });
    const rules = 'stampede, cache-key-bypass, rate-limit-present';
    const { checks, inventory } = await probe(env, rules);
    const named = checks.filter(({ outcome }) => outcome !== 'pass');
    expect(named.map(({ rule, route, outcome }) => [rule, route, outcome])).toEqual([
      ['stampede', 'GET /v1/breeds/{breed_id}', 'fail'],
      ['cache-key-bypass', 'GET /v1/images/{image_id}', 'fail'],
      ['rate-limit-present', 'GET /v1/categories', 'fail'],
    ]);
    const looks = checks.map(({ rule }) => rule);
    expect(rules.split(', ').map((rule) => looks.filter((it) => it === rule).length)).toEqual([
      5, 5, 6,
    ]);

    // Of its policies one is read a day after the release of its route.
    const since = inventory?.get('GET /v1/facts')?.since;
    const young = judgeProbation({ inventory, at: Date.parse(`${since}T24:00:00Z`) }).checks;
    const facts = young.find(({ route }) => route === 'GET /v1/facts');
    expect(facts).toMatchObject({ outcome: 'fail', observed: '1 day old, 120 requests in 60 s' });
    const others = young.filter(({ route }) => inventory?.get(route ?? 'GET ')?.probation);
    expect(others.map(({ outcome }) => outcome)).toEqual(others.map(() => 'pass'));
  });

  const day = {
    CATOPS_DRILL_UNCACHE: JSON.stringify([analysis]),
    CATOPS_DRILL_SLOW: '{"images.analysis": 100}',
  };

  it('name a route whose flood takes the others down', async () => {
    const open = await probe({ ...day, CATOPS_DRILL_BULKHEADS: 'off' }, 'isolation');
    const hurting = open.checks.filter(({ outcome }) => outcome === 'fail');
    expect(hurting.map(({ route }) => route)).toEqual([analysis]);
    expect(hurting[0]?.message).toMatch(/GET \/v1\/(breeds|categories|images)/);
  });

  it('name no route where bulkheads hold the same flood', async () => {
    const { checks: held } = await probe(day, 'isolation');
    expect(held.map(({ outcome }) => outcome)).toEqual(held.map(() => 'pass'));
  });
});
