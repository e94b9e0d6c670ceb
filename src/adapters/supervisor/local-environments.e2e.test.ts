import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { BuiltParts } from '../../environments/bundle/bundle.js';
import type { Environments } from '../../environments/ports.js';
import { systemClock } from '../../platform/node-host.js';
import { type Asking, askOn } from '../../testing/ask-on.js';
import { environmentsContract } from '../../testing/contracts/environments-contract.js';
import { quiet } from '../../testing/contracts/subject.js';
import { copyPreparedData } from '../../testing/prepared-data.js';
import { processRuns } from '../../testing/process-runs.js';
import { asVersion, builtParts, testModules, zipped } from '../../testing/release-bundles.js';
import { type ApiProcess, startApi } from '../api-process/start-api.js';
import { createLocalEnvironments } from './local-environments.js';
import { createReleasePackages } from './release-packages.js';
import { createReleaseStore } from './release-store.js';

const name = 'here';
const patiently = { timeout: 60_000, interval: 20 };
const broken = { 'worker.js': 'process.exit(3);' };
const settings = { CATOPS_LIMIT_KEYLESS: '1000000', CATOPS_DEPLOY_WATCH_MS: '300' };

let parent: string;
let parts: BuiltParts;
let environments: Environments;
let api: ApiProcess;
let asking: ReturnType<typeof askOn>;
let unpublished: Awaited<ReturnType<typeof bundle>>;

const status = () => environments.status(name, quiet);
const running = async () => (await status()).instances.map(({ id }) => Number(id.split(' ')[1]));
const messages = async () =>
  (await environments.events(name, '', quiet)).map(({ message }) => message);

async function bundle(version: string, edit: Readonly<Record<string, string>> = {}) {
  const file = join(parent, `${version}.zip`);
  await writeFile(file, zipped(asVersion(parts, version, edit)));
  return { file, version };
}
const publish = async (version: string, edit?: Readonly<Record<string, string>>) =>
  environments.publish({ ...(await bundle(version, edit)), description: version }, quiet);

const reader = (path: string, connection: Asking['connection']): Asking => ({
  ...{ connection, pauseMs: 20 },
  next: () => ({ method: 'GET', path }),
});

/** What answers a request on any route, with something done before. */
function answering(code: string): Readonly<Record<string, string>> {
  const start = '#answer(exchange, asked) {\n';
  const texts = [...parts.files].map(
    ([file, bytes]) => [file, new TextDecoder().decode(bytes)] as const,
  );
  const found = texts.filter(([, text]) => text.includes(start));
  expect(found).toHaveLength(1);
  return Object.fromEntries(
    found.map(([file, text]) => [file, text.replace(start, `${start}${code}\n`)]),
  );
}

beforeAll(async () => {
  parent = await mkdtemp(join(tmpdir(), 'catops-environment-'));
  // Deeper than the path of a socket may be.
  const dataDir = join(parent, 'a-directory-with-a-long-name-'.repeat(4));
  await copyPreparedData(dataDir);
  parts = await builtParts();
  const packages = createReleasePackages({
    ...{ modules: testModules, env: process.env, onProgress: () => {}, signal: quiet },
  });
  environments = createLocalEnvironments({
    ...{ dataDir, environment: name, production: false, clock: systemClock },
    releases: createReleaseStore(dataDir, packages),
    bundleOf: async () => null,
  });
  await publish('v1');
  await publish('v2');
  await publish('v3', broken);
  await publish('v5', answering("throw new TypeError('a bug');"));
  unpublished = await bundle('v4');
  await symlink('v1', join(dataDir, 'releases', 'current'));
  api = await startApi({
    ...{ worker: 'worker.js', database: 'embedded', port: 0, host: '127.0.0.1', dataDir },
    ...{ diagnosticsToken: null, uncache: [], onProgress: () => {}, signal: quiet },
    ...{ nodePath: process.execPath, env: { ...process.env, ...settings } },
    releaseDir: pathToFileURL(join(dataDir, 'releases', 'current', 'api-server/')),
  });
  asking = askOn(api.url, {}, [
    ...(['kept', 'new'] as const).map((connection) => reader('/v1/categories', connection)),
    ...(['kept', 'new'] as const).map((connection) => reader('/health/ready', connection)),
  ]);
});
afterAll(async () => {
  await asking?.end();
  await api?.stop();
  await rm(parent, { recursive: true, force: true });
});

// All of it on one environment, under load from the first test to the last but one.

environmentsContract('the supervisor of this machine', async () => {
  const { version } = await status();
  const subject = { runs: version ?? '', other: version === 'v1' ? 'v2' : 'v1' };
  return {
    subject: { environments, name, ...subject, bundle: unpublished },
    close: async () => {},
  };
});

describe('the environment of this machine', () => {
  it('runs what was deployed to it, as it said when it started', async () => {
    expect(api.release).toBe('v1');
    expect(await status()).toMatchObject({ state: 'ready', health: { colour: 'green' } });
  });

  it('takes back by itself a release that does not start, with as many processes as before', async () => {
    const { version } = await status();
    await environments.update(name, { min: 2 }, quiet);
    await expect.poll(async () => (await running()).length, patiently).toBe(2);
    await expect.poll(async () => (await status()).state, patiently).toBe('ready');
    const before = await running();
    await environments.update(name, { version: 'v3' }, quiet);
    await expect.poll(async () => (await messages()).at(-1), patiently).toMatch(/reverted/);
    await expect.poll(async () => (await status()).state, patiently).toBe('ready');
    expect(await status()).toMatchObject({ version, capacity: { min: 2, running: 2 } });
    expect(await running()).toEqual(before);
    expect(await messages()).toContainEqual(
      expect.stringMatching(/^Failed to deploy application: .*exit code 3/),
    );
  });

  it('has failed no request through deploys, a rollback, a release that fails and scaling', async () => {
    await asking.end();
    expect([...asking.seen.keys()]).toEqual(['200']);
    expect(asking.seen.get('200')).toBeGreaterThan(200);
  });

  it('takes back by itself a release that starts and then answers wrongly', async () => {
    const { version } = await status();
    const crowd = askOn(api.url, {}, [
      reader('/v1/categories', 'kept'),
      reader('/v1/categories', 'kept'),
      reader('/v1/categories', 'new'),
    ]);
    await environments.update(name, { version: 'v5' }, quiet);
    await expect
      .poll(async () => (await messages()).slice(-2).join(' '), patiently)
      .toMatch(/answers wrongly: \d+ of \d+ answers to GET \/v1\/categories.*reverted/);
    await expect.poll(async () => (await status()).state, patiently).toBe('ready');
    const { 200: good = 0, 500: failed } = Object.fromEntries(crowd.seen);
    await expect.poll(() => crowd.seen.get('200') ?? 0, patiently).toBeGreaterThan(good + 20);
    await crowd.end();
    expect([...crowd.seen.keys()].toSorted()).toEqual(['200', '500']);
    expect([crowd.seen.get('500'), (await status()).version]).toEqual([failed, version]);
  });

  it('replaces a server that dies, and the others answer meanwhile', async () => {
    const [dead = 0, other = 0] = await running();
    const { updatedAt } = await status();
    process.kill(dead, 'SIGKILL');
    await expect.poll(() => processRuns(dead), patiently).toBe(false);
    const statuses = await Promise.all(
      Array.from({ length: 20 }, async () => (await fetch(`${api.url}/health/ready`)).status),
    );
    expect(new Set(statuses)).toEqual(new Set([200]));
    // That it is gone reaches the supervisor a moment later.
    await expect.poll(async () => (await running()).includes(dead), patiently).toBe(false);
    await expect.poll(async () => (await status()).capacity?.running, patiently).toBe(2);
    expect(await running()).toContain(other);
    // Nobody changed anything: it would pass for a bad release.
    expect((await status()).updatedAt).toBe(updatedAt);
    expect(await messages()).toContainEqual(expect.stringMatching(/SIGKILL.*started again/));
  });

  it('is not there any more when it was stopped, and keeps its releases and its story', async () => {
    await api.stop();
    expect(await status()).toMatchObject({ state: 'terminated', health: { colour: 'grey' } });
    expect((await messages()).at(-1)).toBe('Stopped.');
    expect(await environments.releases(quiet)).toHaveLength(5);
    const late = environments.update(name, { version: 'v1' }, quiet);
    await expect(late).rejects.toMatchObject({ code: 'environment-busy' });
  });
});
