import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  type LoopbackBeanstalk,
  startLoopbackBeanstalk,
} from '../../src/adapters/beanstalk/loopback/server.js';
import { healthyEnvironment } from '../../src/adapters/beanstalk/loopback/state.js';
import { packageLockSchema } from '../../src/environments/bundle/prune-lock.js';
import type { Host } from '../../src/platform/host.js';
import { stubAwsEnvironment, testCredentials } from '../../src/testing/aws-environment.js';
import { type LoopbackS3, startLoopbackS3 } from '../../src/testing/loopback-s3/server.js';
import { zipped } from '../../src/testing/release-bundles.js';
import { leaksIn } from '../../src/testing/secret-canary.js';
import { createTestClock, createTestHost } from '../../src/testing/test-host.js';
import { runCli } from '../kit/run-cli.js';
import { createWiring } from '../kit/wiring.js';
import { commands } from '../registry.js';

const name = 'cat-api-prod';

let vendor: LoopbackBeanstalk;
let dir: string;

beforeAll(() => stubAwsEnvironment());
afterAll(() => vi.unstubAllEnvs());
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'catops-env-'));
  vendor = await startLoopbackBeanstalk();
  vi.stubEnv('AWS_ENDPOINT_URL_ELASTIC_BEANSTALK', vendor.url);
});
afterEach(async () => {
  await vendor.close();
  await rm(dir, { recursive: true, force: true });
  vendor.verify();
});

/** One command line, in this process, with everything real but Elastic Beanstalk and the time. */
async function catops(line: string, given: Partial<Host> = {}) {
  const env = { CATOPS_ENVIRONMENTS: 'beanstalk', CATOPS_TIME_ZONE: 'UTC', ...given.env };
  const clock = createTestClock(Date.now());
  const argv = line.split(' ');
  const host = createTestHost({ ...{ cwd: dir, home: dir, clock }, ...given, argv, env });
  const release = { distDir: new URL(`file://${dir}/`), nodePath: 'node', version: '1' };
  const exit = await runCli(host, commands, '1', (at, flags) => createWiring(at, flags, release));
  expect(leaksIn(host.out() + host.err(), [testCredentials.secretAccessKey])).toEqual([]);
  return { exit, out: host.out(), said: host.err() };
}

/** A person at a terminal who types this. */
function typing(text: string) {
  const shown: string[] = [];
  const stdin = Object.assign(Readable.from([`${text}\n`]), { isTTY: true });
  const stdout = { write: (chunk: unknown) => shown.push(String(chunk)), isTTY: true, columns: 80 };
  return { host: { stdin, stdout } as Partial<Host>, shown };
}

const running = () => vendor.environments[0]?.instances.map(({ version }) => version);

describe('catops env status', () => {
  it('shows health, servers and traffic of the only environment there is', async () => {
    const { exit, out } = await catops('env status');
    expect(exit).toBe(0);
    expect(out).toMatch(/^cat-api-prod · production · ready · ✔ green \(Ok\) · v1$/m);
    expect(out).toContain('servers  3 of 3 to 6 t3.small · 3 on v1');
    expect(out).toContain('p50 12 ms · p95 46 ms · p99 96 ms');
  });

  it('wants a name where there are several, and lists them all', async () => {
    vendor.environments.push(healthyEnvironment('cat-api-staging', 'v2'));
    const { exit, said } = await catops('env status');
    expect([exit, said]).toEqual([2, expect.stringContaining('cat-api-prod, cat-api-staging')]);
    const env = { CATOPS_PRODUCTION: name };
    const { out } = await catops('env list', { env });
    expect(out).toMatch(/^cat-api-prod \(production\) +ready +✔ green +v1/m);
    expect(out).toMatch(/^cat-api-staging +ready +✔ green +v2/m);
    expect((await catops('env list --releases')).out).toMatch(/^v2 +— +1 h ago/m);
  });
});

describe('catops env deploy', () => {
  it('shows the plan, and changes nothing without consent by name', async () => {
    const dry = await catops('env deploy v2 --dry-run');
    expect(dry.exit).toBe(0);
    expect(dry.out).toContain('Deploy v2 to cat-api-prod (was v1), which is production.');
    expect(dry.out).toContain('! The policy is Rolling');
    expect(dry.out).toMatch(
      /1\. Elastic Beanstalk: UpdateEnvironment\n +POST http:\/\/127.*\n +\{\n.*\n.*"VersionLabel": "v2"/s,
    );
    expect(dry.out).toMatch(/\nNothing was done\.\n$/);
    const yes = await catops('env deploy v2 --yes');
    expect(yes.exit).toBe(3);
    expect(yes.out).toContain('To do it: catops env deploy v2 --confirm cat-api-prod');
    const other = await catops('env deploy v2 --confirm cat-api-staging');
    expect(other.exit).toBe(2);
    const { host } = typing('y');
    expect((await catops('env deploy v2', host)).exit).toBe(10);
    expect(running()).toEqual(['v1', 'v1', 'v1']);
  });

  it('asks nobody about a release or an environment without a name', async () => {
    const unnamed = await catops('env deploy ');
    expect([unnamed.exit, unnamed.said]).toEqual([
      2,
      expect.stringContaining('No release is named.'),
    ]);
    expect((await catops('env deploy v2 ')).exit).toBe(2);
    expect(vendor.requests).toHaveLength(0);
  });

  it('brings the release to every server, shows the events, and says how it ended', async () => {
    const { host, shown } = typing(name);
    const { exit, said } = await catops('env deploy v2', host);
    expect(exit).toBe(0);
    expect(shown.join('')).toMatch(
      /^cat-api-prod runs v2 on every one of 3 servers and is green\./m,
    );
    expect(said).toMatch(/INFO +Deploying new version to instance\(s\)\. \[v2\]/);
    expect(running()).toEqual(['v2', 'v2', 'v2']);
  });

  it.each([
    ['mixed', 10, /mixed: 2 on v2, 1 on v1/],
    ['ignored', 5, /it was never started/],
  ] as const)('that is %s ends with %d and says so', async (outcome, code, says) => {
    vendor.outcomes.push(outcome);
    const { exit, out } = await catops(`env deploy v2 --confirm ${name}`);
    expect([exit, out]).toEqual([code, expect.stringMatching(says)]);
  });

  it('survives throttling in the middle', async () => {
    vendor.fail('Beanstalk.DescribeEnvironments', 'rate-limit', { after: 2, times: 3 });
    const { exit, said } = await catops(`env deploy v2 --confirm ${name}`);
    expect(exit).toBe(0);
    expect(said).toMatch(/asked too often.*\n.*Heard again/s);
  });

  it('that outlasts our time ends with 6 and the command that goes on waiting', async () => {
    const { exit, out } = await catops(`env deploy v2 --confirm ${name} --timeout 1s`);
    expect(exit).toBe(6);
    expect(out).toContain('catops env wait cat-api-prod --version v2');
    const waited = await catops(`env wait ${name} --version v2 --json`);
    expect((await catops('env rollback --dry-run')).out).toContain('it was well, by the records');
    await catops(`env deploy v1 --confirm ${name} --timeout 1s`);
    const noted = /^ +change +Deploy v1 to .*: nobody saw its end, which is noted now: done$/m;
    expect((await catops('env status')).out).toMatch(noted);
    expect((await catops('env status')).out).not.toContain('  change ');
    expect([waited.exit, JSON.parse(waited.out)]).toEqual([
      0,
      expect.objectContaining({ ending: { kind: 'done', proof: 'instances' } }),
    ]);
  });
});

describe('catops env deploy --bundle', () => {
  const version = '0.2.0+4faa961abcde';
  const bucket = 'elasticbeanstalk-eu-west-1-123456789012';
  let s3: LoopbackS3;

  beforeEach(async () => {
    s3 = await startLoopbackS3({ ...testCredentials, bucket });
    vi.stubEnv('AWS_ENDPOINT_URL_S3', s3.url);
    const release = {
      ...{ schema: 'catops.release/v1' as const, version, commit: '4faa961abcde', isClean: true },
      ...{ committedAt: null, files: ['worker.js'], packages: [] },
    };
    const files = new Map([['worker.js', new TextEncoder().encode('export {};')]]);
    const lock = packageLockSchema.parse({ lockfileVersion: 3, packages: {} });
    const parts = { release, files, manifest: { dependencies: {} }, lock };
    await writeFile(join(dir, 'it.zip'), zipped(parts));
  });
  afterEach(async () => {
    await s3.close();
    s3.verify();
  });

  it('puts the bundle into the bucket of the account, makes a version of it, and deploys that', async () => {
    const line = `env deploy ${version} --bundle ${join(dir, 'it.zip')}`;
    const dry = await catops(`${line} --dry-run --json`, {
      env: { CATOPS_PAGERDUTY_ROUTING_KEY: 'R0UT1NGK3Y' },
    });
    const { plan, requests } = JSON.parse(dry.out);
    expect(plan.to.commit).toBe('4faa961abcde');
    expect(requests.map((each: { does: string }) => each.does)).toEqual([
      ...['CreateStorageLocation', 'PutObject', 'CreateApplicationVersion', 'UpdateEnvironment'],
      ...['tell that the change has started', 'tell that the change has ended'],
    ]);
    expect(dry.out).not.toContain('R0UT1NGK3Y');
    expect([s3.requests.length, vendor.versions.length]).toEqual([0, 2]);
    expect((await catops(`${line} --confirm ${name}`)).exit).toBe(0);
    expect(running()).toEqual([version, version, version]);
    const key = `catops/catops/${version}.zip`;
    expect(vendor.versions[0]).toMatchObject({ label: version, bucket, key });
    expect(s3.objects.get(key)?.body).toEqual(await readFile(join(dir, 'it.zip')));
    // A version that is there is never made, nor sent, again.
    await catops(`env deploy v1 --confirm ${name}`);
    expect((await catops(`${line} --confirm ${name}`)).exit).toBe(0);
    expect([s3.requests.length, vendor.count('Beanstalk.CreateApplicationVersion')]).toEqual([
      1, 1,
    ]);
  });

  it('sends nothing that is no bundle of that version, and deploys nothing that did not arrive', async () => {
    await writeFile(join(dir, 'page.zip'), '<html>');
    for (const [label, file] of [
      ['0.3.0', 'it.zip'],
      [version, 'page.zip'],
      [version, 'none.zip'],
    ]) {
      const bundle = join(dir, String(file));
      const { exit, said } = await catops(
        `env deploy ${label} --bundle ${bundle} --confirm ${name}`,
      );
      expect([exit, said]).toEqual([2, expect.stringMatching(/bundle/)]);
    }
    expect(s3.requests).toHaveLength(0);
    s3.refuse('AccessDenied');
    const line = `env deploy ${version} --bundle ${join(dir, 'it.zip')} --confirm ${name}`;
    expect((await catops(line)).exit).toBe(4);
    expect([running(), vendor.versions.length]).toEqual([['v1', 'v1', 'v1'], 2]);
  });
});

describe('catops env rollback', () => {
  it('goes back to what ran before, by the record of the deployment', async () => {
    await catops(`env deploy v2 --confirm ${name}`);
    const dry = await catops('env rollback --dry-run');
    expect(dry.out).toContain('Roll cat-api-prod back to v1 (was v2), which is production.');
    expect(dry.out).toMatch(/known +it was well, by the records of this machine/);
    expect(dry.out).toMatch(/diagnosis/);
    const { exit, said } = await catops(`env rollback --confirm ${name}`);
    expect(exit).toBe(0);
    // Nobody is asked, and the log of a script has the plan all the same.
    expect(said).toMatch(/^Roll cat-api-prod back to v1[\s\S]*it was well[\s\S]*INFO/);
    expect(running()).toEqual(['v1', 'v1', 'v1']);
  });
});

it('catops env scale shows before and after, and reads the settings back', async () => {
  const dry = await catops('env scale --min 4 --max 4 --dry-run');
  expect(dry.out).toMatch(/least +3 → 4\n +most +6 → 4/);
  expect(dry.out).toContain('"OptionSettings.member.1.OptionName": "MinSize"');
  expect(dry.out).toContain('! With 4 at least and at most there is no headroom');
  const { exit, out } = await catops(`env scale --min 4 --confirm ${name}`);
  expect([exit, out]).toEqual([0, expect.stringContaining('has the capacity asked for')]);
  expect((await catops('env scale --min 4')).out).toContain('is so already: nothing was done');
  expect(vendor.count('Beanstalk.UpdateEnvironment')).toBe(1);
});

it('catops env abort stops an update, and has nothing to stop otherwise', async () => {
  const [environment] = vendor.environments;
  const [server] = environment?.instances ?? [];
  for (const id of ['i-3', 'i-4']) if (server) environment?.instances.push({ ...server, id });
  expect((await catops(`env abort --confirm ${name}`)).exit).toBe(5);
  await catops(`env deploy v2 --confirm ${name} --timeout 1s`);
  const { exit, out } = await catops(`env abort --confirm ${name}`);
  expect([exit, out]).toEqual([0, expect.stringContaining('runs v1 on every one of 5 servers')]);
});

it('catops env events tells them in order, and follows until Ctrl-C, a line each', async () => {
  await catops(`env deploy v2 --confirm ${name}`);
  const { out } = await catops('env events');
  expect(out.split('\n')[0]).toMatch(/^\d{4}-.*Z +INFO +Environment update is starting\.$/);
  const controller = new AbortController();
  const clock = {
    ...createTestClock(Date.now()),
    sleep: async () => controller.abort(new Error('^C')),
  };
  const followed = await catops('env events -f --json', { clock, signal: controller.signal });
  expect(followed.exit).toBe(130);
  const lines = followed.out
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(lines[0]).toMatchObject({ schema: 'catops.env-event/v1', environment: name });
});
