import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ApiProcess, StartApiOptions } from '../../src/adapters/api-process/start-api.js';
import type { AdminReply, AdminRequest } from '../../src/contracts/admin-process.js';
import type { LoadKeys, ScenarioSource } from '../../src/loadtest/ports.js';
import type { RunLoadtestDeps } from '../../src/loadtest/run-loadtest.js';
import type { Host } from '../../src/platform/host.js';
import { type ExplainedSetting, resolveSettings } from '../../src/platform/settings.js';
import type { FindCandidates } from './completion.js';
import { projectDirectory, settingSources } from './config-files.js';
import { type CliSettings, cliSettings } from './settings.js';

/** What differs from start to start of the API. */
export type ApiStart = Pick<StartApiOptions, 'worker' | 'port' | 'uncache' | 'onProgress'> & {
  readonly dataDir: string;
  readonly diagnosticsToken: string | null;
};

/** Where a load test finds its target's second opinion and its keys. */
export interface LoadtestSources {
  readonly url: string;
  readonly metricsUrl: string | undefined;
  readonly keys: LoadKeys;
}

/** Everything commands may use, built on demand: `--help` builds none of it. */
export interface Wiring {
  settings(): CliSettings;
  explained(): readonly ExplainedSetting[];
  /** Directory of what can be rebuilt, absolute. */
  dataDir(): string;
  startApi(start: ApiStart): Promise<ApiProcess>;
  admin<R extends AdminRequest>(dataDir: string, request: R): Promise<AdminReply<R['op']>>;
  scenarios(): Promise<ScenarioSource>;
  loadtest(sources: LoadtestSources): Promise<RunLoadtestDeps>;
  /** What the shell may offer; found on this machine only. */
  readonly candidates: FindCandidates;
}

/** Where the built program lies: the folder of `catops.js`, as a URL ending in a slash. */
export interface Release {
  readonly distDir: URL;
  readonly nodePath: string;
}

/** The real wiring: the only place that knows adapters. Each is imported when it is asked for. */
export function createWiring(host: Host, flags: Record<string, unknown>, release: Release): Wiring {
  const resolved = lazy(() => resolveSettings(cliSettings, settingSources(host, flags)));
  const project = lazy(() => projectDirectory(host.cwd));
  const releaseDir = new URL('api-server/', release.distDir);
  const processes = { releaseDir, nodePath: release.nodePath, env: host.env, signal: host.signal };
  return {
    settings: () => resolved().values,
    explained: () => resolved().explained,
    dataDir: () => resolved().values.dataDir ?? join(project(), '.catops'),
    startApi: async (start) => {
      const { startApi } = await import('../../src/adapters/api-process/start-api.js');
      return startApi({ ...processes, ...start, host: '127.0.0.1' });
    },
    admin: async (dataDir, request) => {
      const { runAdmin } = await import('../../src/adapters/api-process/run-admin.js');
      return runAdmin({ ...processes, dataDir }, request);
    },
    scenarios: async () => {
      const { createScenarioSource } = await import('../../src/adapters/yaml/scenario-source.js');
      return createScenarioSource({
        directory: scenarioDirectory(project(), release),
        cwd: host.cwd,
      });
    },
    loadtest: (sources) => loadtestDeps(host, release, sources),
    candidates: async () => [],
  };
}

async function loadtestDeps(
  host: Host,
  release: Release,
  { url, metricsUrl, keys }: LoadtestSources,
): Promise<RunLoadtestDeps> {
  const [{ createAutocannonGenerator }, { createTargetReader }] = await Promise.all([
    import('../../src/adapters/autocannon/load-generator.js'),
    import('../../src/adapters/target/target-reader.js'),
  ]);
  const threadFile = new URL('generator-thread.js', release.distDir);
  return {
    clock: host.clock,
    generator: createAutocannonGenerator({ threadFile }),
    keys,
    target: createTargetReader({ fetch: host.fetch, url }),
    metrics:
      metricsUrl === undefined ? null : createTargetReader({ fetch: host.fetch, url: metricsUrl }),
  };
}

/** The project's own scenarios; those of this repository where the project has none. */
function scenarioDirectory(project: string, release: Release): string {
  const own = join(project, 'loadtests');
  return existsSync(own) ? own : fileURLToPath(new URL('../loadtests', release.distDir));
}

function lazy<T>(build: () => T): () => T {
  let built: { value: T } | undefined;
  return () => {
    built ??= { value: build() };
    return built.value;
  };
}
