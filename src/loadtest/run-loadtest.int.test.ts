import { afterAll, expect, it } from 'vitest';
import { createAutocannonGenerator } from '../adapters/autocannon/load-generator.js';
import { createBurstSender } from '../adapters/target/burst-sender.js';
import { createTargetReader } from '../adapters/target/target-reader.js';
import { parseScenario } from '../adapters/yaml/parse-scenario.js';
import { systemClock } from '../platform/node-host.js';
import { builtFile } from '../testing/built.js';
import { type LoopbackApi, loopbackToken, startLoopbackApi } from '../testing/loopback-api.js';
import type { LoadtestEvent } from './events.js';
import { runLoadtest } from './run-loadtest.js';

const apis: LoopbackApi[] = [];
// Judged by counts, which a busy machine does not move: some at a time.
afterAll(async () => {
  await Promise.all(apis.map((api) => api.close()));
});

async function open(options?: Parameters<typeof startLoopbackApi>[0]): Promise<LoopbackApi> {
  const api = await startLoopbackApi(options);
  apis.push(api);
  return api;
}

const scenarioText = `name: things
feeds:
  thing_id: { from: { get: /v1/things, field: id, count: 3 } }
routes:
  GET /v1/things: { query: { limit: '10' } }
  GET /v1/things/{thing_id}:
phases:
  - { name: warm-up, rate: 20/s, for: 1s, measure: false }
  - { name: steady, rate: 60/s, for: 2s }
thresholds:
  - errors < 1%
`;

interface Choices {
  readonly text?: string;
  readonly token?: string | null;
  readonly keys?: number;
  readonly duration?: number;
  readonly signal?: AbortSignal;
  readonly onEvent?: (event: LoadtestEvent) => void;
}

function run(url: string, choices: Choices = {}) {
  const { token = loopbackToken, keys = 4, duration = null } = choices;
  const { fetch } = globalThis;
  const target = createTargetReader({ fetch, url });
  return runLoadtest(
    {
      clock: systemClock,
      generator: createAutocannonGenerator({ threadFile: builtFile('generator-thread.js') }),
      keys: { issue: async () => Array.from({ length: keys }, (_, index) => `key-${index}`) },
      target,
      metrics: target,
      burst: createBurstSender({ url }),
      compare: null,
      keep: null,
    },
    {
      scenario: parseScenario(choices.text ?? scenarioText, 'things.yaml'),
      target: { url, started: true, died: () => null, uncached: [] },
      diagnosticsToken: token,
      durationSeconds: duration,
      shard: null,
      startAt: null,
    },
    choices.onEvent ?? (() => undefined),
    choices.signal ?? new AbortController().signal,
  );
}

it.concurrent('passes a healthy API, with figures by route, and spreads the load over the keys', async () => {
  const api = await open();
  const events: LoadtestEvent[] = [];
  const report = await run(api.url, { onEvent: (event) => events.push(event) });
  expect([report.verdict, report.failures]).toEqual(['pass', []]);
  for (const { requests } of report.routes) expect(requests).toBeGreaterThan(50);
  expect(report.routes.map(({ dbQueriesPerRequest }) => dbQueriesPerRequest)).toEqual([0, 0]);
  expect(report.routes.map(({ cacheHitShare }) => cacheHitShare)).toEqual([1, 1]);
  const { sent, answered, lost, timeouts, inFlight } = report.totals;
  expect([answered + inFlight, lost, timeouts]).toEqual([sent, 0, 0]);
  const loads = [...api.requestsByKey].filter(([key]) => key !== '').map(([, count]) => count);
  expect(loads).toHaveLength(4);
  expect(Math.max(...loads) - Math.min(...loads)).toBeLessThanOrEqual(5);
  const types = events.map(({ type }) => type).filter((type) => type !== 'progress');
  const phase = ['phase-start', 'phase-end'];
  expect(types).toEqual(['waiting', 'planned', ...phase, ...phase, 'judging']);
});

it.concurrent('names the uncached route and nothing else', async () => {
  const api = await open();
  api.faults.uncached = ['GET /v1/things/{thing_id}'];
  const report = await run(api.url);
  expect(report.verdict).toBe('fail');
  expect(report.failures).toMatchObject([
    {
      rule: 'uncached',
      route: 'GET /v1/things/{thing_id}',
      observed: '1.00 queries a request',
      runbook: 'runbooks/uncached-route.md',
    },
  ]);
});

it.concurrent('fails for a route of the API that nobody tests, unless it is excused', async () => {
  const api = await open({ routes: ['GET /v1/new'] });
  const found = await run(api.url, { duration: 1 });
  expect(found.failures).toMatchObject([{ rule: 'coverage', route: 'GET /v1/new' }]);
  const excused = `${scenarioText}excuse: [{ route: GET /v1/new, reason: not released }]\n`;
  const report = await run(api.url, { text: excused, duration: 1 });
  expect([report.verdict, report.excused.length]).toEqual(['pass', 1]);
});

it.concurrent('calls an API that answers only 503 what it is: a failure', async () => {
  const api = await open();
  api.faults.ill = true;
  const { verdict, failures } = await runNotStarted(api.url);
  expect(verdict).toBe('fail');
  expect(failures).toHaveLength(1);
  expect(failures[0]).toMatchObject({ rule: 'threshold', observed: '100 %' });
  expect(failures[0]?.message).toContain('503');
});

async function runNotStarted(url: string) {
  const { fetch } = globalThis;
  return runLoadtest(
    {
      clock: systemClock,
      generator: createAutocannonGenerator({ threadFile: builtFile('generator-thread.js') }),
      keys: { issue: async () => [] },
      target: createTargetReader({ fetch, url }),
      metrics: null,
      burst: createBurstSender({ url }),
      compare: null,
      keep: null,
    },
    {
      scenario: parseScenario(scenarioText, 'things.yaml'),
      target: { url, started: false, died: () => null, uncached: [] },
      diagnosticsToken: null,
      durationSeconds: 1,
      shard: null,
      startAt: null,
    },
    () => undefined,
    new AbortController().signal,
  );
}

it.concurrent('stops a load that a threshold says is to be stopped, and names no other reason', async () => {
  const api = await open();
  const text = scenarioText
    .replace('for: 2s', 'for: 60s')
    .replace('errors < 1%', '{ expr: errors < 50%, abortAfter: 1s }');
  const { verdict, failures, totals } = await run(api.url, {
    text,
    onEvent: (event) => {
      if (event.type === 'phase-start' && event.index === 1) api.faults.ill = true;
    },
  });
  expect(verdict).toBe('fail');
  expect(failures.map(({ limit }) => limit)).toContain('errors < 50% over 1 s');
  expect(new Set(failures.map(({ rule }) => rule))).toEqual(new Set(['threshold']));
  expect(totals.sent).toBeLessThan(60 * 60);
});

it.concurrent('counts cut connections as errors and still balances', async () => {
  const api = await open();
  const report = await run(api.url, {
    duration: 2,
    onEvent: (event) => {
      if (event.type === 'planned') api.faults.cutEvery = 10;
      if (event.type === 'judging') api.faults.cutEvery = 0;
    },
  });
  expect(report.verdict).toBe('fail');
  expect(report.totals.lost).toBeGreaterThan(0);
  expect(report.failures.map(({ rule }) => rule)).toContain('threshold');
});

it.concurrent('works for an API without policies, and without diagnostics says what it cannot know', async () => {
  const plain = await open({ policies: false });
  const report = await run(plain.url, { token: null, keys: 0, duration: 1 });
  expect([report.verdict, report.routes[0]?.dbQueriesPerRequest]).toEqual(['pass', null]);
  const api = await open();
  const silent = await run(api.url, { token: null, duration: 1 });
  expect(silent.verdict).toBe('pass');
  expect(silent.doubts.join()).toContain('uncached routes cannot be found');
  const refused = await run(api.url, { token: 'wrong', duration: 1 });
  expect(refused.verdict).toBe('invalid');
});

it.concurrent('says when the replies and /metrics disagree', async () => {
  const api = await open();
  api.faults.miscount = 3;
  const report = await run(api.url, { duration: 1 });
  expect(report.doubts.join()).toContain('one of the two is wrong');
});

it.concurrent('refuses, before it sends anything, a load that would measure the rate limiter', async () => {
  const api = await open({ limit: 10 });
  await expect(run(api.url)).rejects.toMatchObject({
    code: 'scenario-invalid',
    message: expect.stringMatching(/^things\.yaml:5:3 GET \/v1\/things: .* allows 10/),
  });
  expect([...api.requestsByKey.keys()]).toEqual([]);
});

it.concurrent.each([
  [
    'excuse: [{ route: GET /v1/nope, reason: gone }]',
    /things\.yaml:12:19 excuse\[0\]\.route: .*nope/,
  ],
  ['coverage: { minimum: 500 }', /fewer than 500 requests/],
])('refuses a scenario that does not fit the API: %s', async (line, message) => {
  const api = await open();
  await expect(run(api.url, { text: `${scenarioText}${line}\n` })).rejects.toThrow(message);
});

it.concurrent('refuses feeds without values and targets that are no API', async () => {
  const api = await open();
  const noField = scenarioText.replace('field: id', 'field: uid');
  await expect(run(api.url, { text: noField })).rejects.toThrow(/feeds\.thing_id: .*"uid"/);
  const site = { fetch: async () => new Response('<html>', { status: 200 }), url: api.url };
  const target = createTargetReader(site);
  expect(await target.get('/')).toEqual({ status: 200, text: '<html>' });
  await expect(runNotStarted(`${api.url}/v1`)).rejects.toMatchObject({ code: 'target-not-an-api' });
});

it.concurrent('ends with one sentence when the target refuses connections', async () => {
  const api = await startLoopbackApi();
  await api.close();
  await expect(runNotStarted(api.url)).rejects.toMatchObject({
    code: 'target-unreachable',
    message: expect.stringContaining(api.url),
  });
});

it.concurrent('keeps what was measured when it is stopped', async () => {
  const api = await open();
  const stopping = new AbortController();
  const report = await run(api.url, {
    signal: stopping.signal,
    onEvent: (event) => {
      if (event.type === 'progress' && event.index === 1) stopping.abort(new Error('stop'));
    },
  });
  expect(report).toMatchObject({ verdict: 'interrupted', failures: [], doubts: [] });
  expect(report.totals.answered).toBeGreaterThan(0);
});
