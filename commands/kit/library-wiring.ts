import { createAutocannonGenerator } from '../../src/adapters/autocannon/load-generator.js';
import { createBurstSender } from '../../src/adapters/target/burst-sender.js';
import { createTargetReader } from '../../src/adapters/target/target-reader.js';
import { unverifiedFetch } from '../../src/adapters/target/unverified-fetch.js';
import { parseScenario } from '../../src/adapters/yaml/parse-scenario.js';
import { createScenarioSource } from '../../src/adapters/yaml/scenario-source.js';
import type { LoadtestReport } from '../../src/contracts/loadtest-report.js';
import { runLoadtest } from '../../src/loadtest/run-loadtest.js';
import type { ScenarioFile } from '../../src/loadtest/scenario.js';
import type { Host } from '../../src/platform/host.js';
import type { LoadtestOptions } from '../library/loadtest.js';
import { allowedTarget } from './allowed-target.js';

// A test is about the routes that it names, not about all of the API.
const usual = {
  name: 'inline',
  phases: [
    { name: 'warm-up', rate: '50/s', for: '1s', measure: false },
    { name: 'steady', rate: '100/s', for: '2s' },
  ],
  coverage: { minimum: 0 },
};

/** A load test inside of a program that is somebody else's: no terminal, no settings, no files. */
export async function runFromLibrary(
  options: LoadtestOptions,
  host: Pick<Host, 'clock' | 'fetch' | 'cwd' | 'env'>,
  distDir: URL,
): Promise<LoadtestReport> {
  const url = allowedTarget(options.url, options.allowHosts ?? [], {
    name: 'url',
    allow: (_url, name) => `allowHosts: ['${name}']`,
  });
  const scenario = await scenarioOf(options.scenario, host);
  const { verifyTls } = scenario.scenario;
  const target = createTargetReader({ fetch: verifyTls ? host.fetch : unverifiedFetch, url });
  return runLoadtest(
    {
      clock: host.clock,
      generator: createAutocannonGenerator({
        threadFile: new URL('generator-thread.js', distDir),
      }),
      keys: { issue: async (count) => (options.keys ?? []).slice(0, count) },
      target,
      metrics: null,
      burst: createBurstSender({ url, verifyTls }),
      compare: null,
      keep: null,
    },
    {
      scenario,
      target: { url, started: false, died: () => null, uncached: [] },
      diagnosticsToken: options.diagnosticsToken ?? null,
      durationSeconds: options.seconds ?? null,
      shard: null,
      startAt: null,
    },
    () => undefined,
    options.signal ?? new AbortController().signal,
  );
}

async function scenarioOf(
  given: LoadtestOptions['scenario'],
  { cwd, env }: Pick<Host, 'cwd' | 'env'>,
): Promise<ScenarioFile> {
  const source = createScenarioSource({ directory: cwd, cwd, env });
  if (typeof given === 'string') return source.fill(await source.load(given));
  const content = { ...usual, ...given };
  return source.fill(parseScenario(JSON.stringify(content, null, 2), 'scenario'));
}
