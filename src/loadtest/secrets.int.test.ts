import { expect, it } from 'vitest';
import { valuesOf } from '../adapters/autocannon/histogram.js';
import { createAutocannonGenerator } from '../adapters/autocannon/load-generator.js';
import { createBurstSender } from '../adapters/target/burst-sender.js';
import { createTargetReader } from '../adapters/target/target-reader.js';
import { parseScenario } from '../adapters/yaml/parse-scenario.js';
import { systemClock } from '../platform/node-host.js';
import { builtFile } from '../testing/built.js';
import { loopbackToken, startLoopbackApi } from '../testing/loopback-api.js';
import { leaksIn } from '../testing/secret-canary.js';
import { fillScenario } from './fill-scenario.js';
import { writeRun } from './run-file.js';
import { runLoadtest } from './run-loadtest.js';

const env = { KEYS: 'canary-key-1,canary-key-2', TOKEN: 'canary token/&?', IDS: 'a,b,canary-id' };
const canaries = ['canary-key-1', 'canary-key-2', 'canary token/&?', 'canary-id'];
const text = `name: secrets
keys: "\${env:KEYS}"
headers: { authorization: "Bearer \${env:TOKEN}" }
feeds: { thing_id: { list: "\${env:IDS}" } }
routes:
  GET /v1/things: { query: { token: "\${env:TOKEN}" } }
  GET /v1/things/{thing_id}: { headers: { x-tenant: "\${env:TOKEN}" } }
phases: [{ name: steady, rate: 60/s, for: 1s }]
thresholds: [errors < 1%]
rules: [stampede, cache-key-bypass]
`;

function filled(written: string) {
  const file = parseScenario(written, 'secrets.yaml');
  const { scenario, secrets } = fillScenario(file.scenario, { env, files: {} });
  return { ...file, scenario, secrets };
}

async function run(written: string, url: string, fetch = globalThis.fetch) {
  const seen: unknown[] = [];
  const target = createTargetReader({ fetch, url });
  const report = await runLoadtest(
    {
      clock: systemClock,
      generator: createAutocannonGenerator({ threadFile: builtFile('generator-thread.js') }),
      keys: { issue: async () => [] },
      target,
      metrics: target,
      burst: createBurstSender({ url }),
      compare: null,
      keep: async (kept) => {
        seen.push(writeRun(kept, {} as never, valuesOf));
      },
    },
    {
      scenario: filled(written),
      target: { url, started: false, died: () => null, uncached: [] },
      diagnosticsToken: loopbackToken,
      durationSeconds: null,
      shard: null,
      startAt: null,
    },
    (event) => seen.push(event),
    new AbortController().signal,
  );
  return { report, seen };
}

it('sends what it takes from the environment, and shows it nowhere', async () => {
  const api = await startLoopbackApi();
  try {
    const { report, seen } = await run(text, api.url);
    for (const key of canaries.slice(0, 2)) {
      expect(api.requestsByKey.get(key), key).toBeGreaterThan(10);
    }
    // The id that is none makes it fail, so that there is something to be told.
    expect(report.failures.map(({ route }) => route)).toContain(null);
    expect(seen.length).toBeGreaterThan(5);
    expect(leaksIn([report, seen], canaries)).toEqual([]);
  } finally {
    await api.close();
  }
});

it('leaves it out of what it says when the target gives no values, or is gone', async () => {
  const api = await startLoopbackApi();
  const asking = text.replace(
    /feeds: .*/,
    `feeds: { thing_id: { from: { get: "/v1/none?token=\${env:TOKEN}", field: id } } }`,
  );
  const refused = await run(asking, api.url).catch((error: unknown) => error);
  expect(String(refused)).toContain('answered 404');
  const cut: typeof fetch = async (address, init) => {
    if (String(address).includes('/v1/none')) throw new TypeError('cut off');
    return fetch(address, init);
  };
  const gone = await run(asking, api.url, cut).catch((error: unknown) => error);
  expect(String(gone)).toContain('does not answer: GET /v1/none?token=[secret]: cut off.');
  await api.close();
  expect(leaksIn([String(refused), String(gone)], canaries)).toEqual([]);
});
