import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { startApi } from '../../src/adapters/api-process/start-api.ts';
import { createLocalEnvironments } from '../../src/adapters/supervisor/local-environments.ts';
import { createReleasePackages } from '../../src/adapters/supervisor/release-packages.ts';
import { createReleaseStore } from '../../src/adapters/supervisor/release-store.ts';
import type { Change } from '../../src/environments/ports.ts';
import { systemClock } from '../../src/platform/node-host.ts';
import { asVersion, builtParts, testModules, zipped } from '../../src/testing/release-bundles.ts';
import { quantile, type Stream, sendOpenLoop } from './open-loop.ts';
import { median } from './statistics.ts';

const name = 'bench';
const { signal } = new AbortController();
const streams: readonly Stream[] = [
  { name: 'categories', rate: 60, path: () => '/v1/categories' },
  { name: 'search', rate: 40, path: () => '/v1/images/search?limit=3' },
];

/** Two releases deployed in turn, one that does not start, and scaling, all under an even load. */
export async function deployments(times: number): Promise<string[]> {
  const parent = await mkdtemp(join(tmpdir(), 'catops-deployments-'));
  const dataDir = join(parent, 'data');
  const packages = createReleasePackages({
    ...{ modules: testModules, env: process.env, onProgress: console.error, signal },
  });
  const releases = createReleaseStore(dataDir, packages);
  const about = { dataDir, environment: name, production: false, clock: systemClock };
  const environments = createLocalEnvironments({
    ...{ ...about, releases, bundleOf: async () => null },
  });
  const parts = await builtParts();
  const file = join(parent, 'bundle.zip');
  for (const [version, edit] of [
    ...[['v1', {}] as const, ['v2', {}] as const],
    ['broken', { 'worker.js': 'process.exit(3);' }] as const,
  ]) {
    await writeFile(file, zipped(asVersion(parts, version, edit)));
    await environments.publish({ file, version, description: version }, signal);
  }
  await symlink('v1', join(dataDir, 'releases', 'current'));
  // What is timed is the switch, not how long it is watched.
  const limits = {
    ...{ CATOPS_LIMIT_KEYLESS: '1000000', CATOPS_WORKERS: '2', CATOPS_DEPLOY_WATCH_MS: '0' },
  };
  const api = await startApi({
    ...{ worker: 'worker.js', database: 'embedded', port: 0, host: '127.0.0.1', dataDir, signal },
    ...{ diagnosticsToken: null, uncache: [], onProgress: console.error },
    ...{ nodePath: process.execPath, env: { ...process.env, ...limits } },
    releaseDir: pathToFileURL(join(dataDir, 'releases', 'current', 'api-server/')),
  });
  /** Seconds until the environment is ready again, under load. */
  const measured = async (change: Change) => {
    const seconds = 20;
    const sent = sendOpenLoop(api.url, streams, seconds);
    const begun = performance.now();
    await environments.update(name, change, signal);
    while ((await environments.status(name, signal)).state !== 'ready') await sleep(20);
    const took = (performance.now() - begun) / 1000;
    const answers = [...(await sent).values()].flat();
    const failed = answers.filter(({ status }) => status !== 200).length;
    return { took, asked: answers.length, failed, ms: answers.map((each) => each.ms) };
  };
  const row = async (what: string, changes: readonly Change[]) => {
    const runs: Awaited<ReturnType<typeof measured>>[] = [];
    for (const change of changes) runs.push(await measured(change));
    const sum = (of: 'asked' | 'failed') => runs.reduce((total, run) => total + run[of], 0);
    const times = runs.map(({ took }) => took);
    const slowest = quantile(
      runs.flatMap(({ ms }) => ms),
      0.99,
    );
    const { version } = await environments.status(name, signal);
    const cells = [what, runs.length, version, sum('asked'), sum('failed')];
    return `| ${[...cells, median(times).toFixed(1), slowest.toFixed(1)].join(' | ')} |`;
  };
  try {
    const back = Array.from({ length: times }, (_, turn) => ({ version: turn % 2 ? 'v1' : 'v2' }));
    const rows = [
      await row('another release, and back', back),
      await row('a release that does not start', [{ version: 'broken' }]),
      await row('three processes, and two again', [
        { min: 3, max: 3 },
        { min: 2, max: 2 },
      ]),
    ];
    return [
      '100 requests a second, evenly spaced, on an environment of this machine with two API processes.',
      '',
      '| Change | times | runs after it | requests meanwhile | failed (aim 0) | until it was ready, median s | p99 of them, ms |',
      '| --- | --- | --- | --- | --- | --- | --- |',
      ...rows,
    ];
  } finally {
    await api.stop();
    await rm(parent, { recursive: true, force: true });
  }
}
