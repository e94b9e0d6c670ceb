import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Environments } from '../../environments/ports.js';
import { stubAwsEnvironment } from '../../testing/aws-environment.js';
import { createBeanstalkEnvironments } from './environments.js';
import { type LoopbackBeanstalk, startLoopbackBeanstalk } from './loopback/server.js';
import { healthyEnvironment } from './loopback/state.js';

const quiet = new AbortController().signal;
const name = 'cat-api-prod';

let vendor: LoopbackBeanstalk;
let environments: Environments;
let uploads: object[];

beforeAll(() => stubAwsEnvironment());
afterAll(() => vi.unstubAllEnvs());
beforeEach(async () => {
  vendor = await startLoopbackBeanstalk();
  uploads = [];
  environments = createBeanstalkEnvironments({
    ...{ endpoint: vendor.url, application: 'catops' },
    isProduction: (environment) => environment === name,
    upload: async (object) => void uploads.push(object),
  });
});
afterEach(async () => {
  await vendor.close();
  vendor.verify();
});

const status = () => environments.status(name, quiet);
const code = (expected: string) => expect.objectContaining({ code: expected });

describe('the status of an environment', () => {
  it('is in our words, with what the settings and enhanced health tell', async () => {
    const seen = await status();
    expect(seen).toMatchObject({
      kind: 'beanstalk',
      production: true,
      health: { colour: 'green', label: 'Ok', causes: [] },
      capacity: { min: 3, max: 6, running: 3, instanceClass: 't3.small' },
      policy: 'Rolling',
      latency: { p50: 0.012, p95: 0.046, p99: 0.096 },
      requests: { perSecond: 41.5, s2xx: 410, s5xx: 0 },
      url: 'http://cat-api-prod.eu-west-1.elasticbeanstalk.com',
    });
    expect(seen.instances[0]).toEqual({
      ...{ id: 'i-0123456789abcde0', version: 'v1', deployFailed: false, health: 'green' },
      ...{ causes: [], since: '2026-09-10T00:26:40.000Z' },
    });
  });

  it('asks for the settings again only when the environment changed', async () => {
    await status();
    await status();
    expect(vendor.count('Beanstalk.DescribeConfigurationSettings')).toBe(1);
    await environments.update(name, { min: 4 }, quiet);
    expect((await status()).capacity?.min).toBe(4);
  });

  it('without enhanced health counts the servers, and says that nothing proves what they run', async () => {
    const { instances } = vendor.environments[0] ?? { instances: [] };
    vendor.environments[0] = healthyEnvironment(name, 'v1', { healthStatus: undefined, instances });
    const seen = await status();
    expect(seen).toMatchObject({ instanceProof: false, instances: [], latency: null });
    expect([seen.capacity?.running, seen.health.label]).toEqual([3, 'Green']);
  });

  it('bears health that is just being switched on', async () => {
    const said = 'DescribeEnvironmentHealth is not supported.';
    vendor.refused.set('DescribeEnvironmentHealth', {
      code: 'InvalidRequestException',
      message: said,
    });
    expect((await status()).instanceProof).toBe(false);
  });

  it('reads all pages of everything', async () => {
    vendor.pageSize = 1;
    vendor.environments.push(healthyEnvironment('cat-api-staging', 'v2'));
    expect((await status()).instances).toHaveLength(3);
    const listed = await environments.list(quiet);
    expect(listed.map((each) => [each.name, each.production, each.capacity])).toEqual([
      [name, true, null],
      ['cat-api-staging', false, null],
    ]);
    expect(await environments.releases(quiet)).toHaveLength(2);
    await environments.update(name, { version: 'v2' }, quiet);
    expect((await environments.events(name, '2026-01-01T00:00:00.000Z', quiet)).length).toBe(2);
  });

  it('is that of the living one of two of the same name', async () => {
    const gone = healthyEnvironment(name, 'v0', { id: 'e-gone', status: 'Terminated' });
    vendor.environments.unshift(gone);
    expect((await status()).version).toBe('v1');
  });

  it('names both causes when it is shown none: there is none, or it may not be seen', async () => {
    vendor.environments.length = 0;
    await expect(status()).rejects.toThrow(/there is none, or these credentials may not see it/);
  });

  it('strips what a terminal would obey', async () => {
    const [environment] = vendor.environments;
    if (environment) environment.causes = ['\u001b[2Jall gone'];
    expect((await status()).health.causes).toEqual(['all gone']);
  });
});

describe('an update', () => {
  const update = () => environments.update(name, { version: 'v2' }, quiet);

  it('whose reply was lost is known by the events of its version, and sent no second time', async () => {
    vendor.fail('Beanstalk.UpdateEnvironment', 'reset-after-work');
    expect(await update()).toEqual({ requestId: null });
    const started = vendor.events.filter(({ message }) => /is starting/.test(message));
    expect(started).toHaveLength(1);
  });

  it('that another one keeps from starting is refused', async () => {
    await environments.update(name, { min: 4 }, quiet);
    await expect(update()).rejects.toEqual(code('environment-busy'));
  });

  it('of the capacity whose reply was lost is known by an update that began', async () => {
    vendor.fail('Beanstalk.UpdateEnvironment', 'reset-after-work');
    expect(await environments.update(name, { min: 4 }, quiet)).toEqual({ requestId: null });
  });

  it('that was not done because the vendor was busy says so', async () => {
    vendor.fail('Beanstalk.UpdateEnvironment', 'rate-limit', { times: 3 });
    await expect(update()).rejects.toEqual(code('vendor-throttled'));
    expect(vendor.events).toEqual([]);
  });

  it('is aborted while it can be', async () => {
    await update();
    await environments.abort(name, quiet);
    expect((await status()).state).toBe('aborting');
    expect(await status()).toMatchObject({ state: 'ready', version: 'v1' });
  });
});

describe('what the vendor refuses', () => {
  it('is told with the missing permission', async () => {
    const message =
      'User: arn:aws:iam::123456789012:user/ops is not authorized to perform: elasticbeanstalk:DescribeEnvironments';
    vendor.refused.set('*', { code: 'AccessDenied', message });
    await expect(status()).rejects.toMatchObject({
      code: 'credential-refused',
      message: expect.stringContaining('elasticbeanstalk:DescribeEnvironments'),
    });
  });

  it('is an expired credential, or a page of a proxy', async () => {
    vendor.refused.set('*', { code: 'ExpiredToken', message: 'The security token is expired' });
    await expect(status()).rejects.toEqual(code('credential-refused'));
    vendor.refused.clear();
    vendor.fail('Beanstalk.DescribeEnvironments', 'html', { times: 3 });
    await expect(status()).rejects.toEqual(code('vendor-unreachable'));
  });

  it('is waited out when it is only that it was asked too often', async () => {
    vendor.fail('Beanstalk.DescribeEnvironments', 'rate-limit', { times: 2 });
    expect((await status()).name).toBe(name);
  });
});

it('a bundle goes into the bucket of the account, and a version that is there stays as it is', async () => {
  const bundle = { file: '/tmp/b.zip', version: 'v3', description: 'x'.repeat(300) };
  await environments.publish(bundle, quiet);
  await environments.publish({ ...bundle, version: 'v1' }, quiet);
  expect(uploads).toEqual([
    {
      bucket: 'elasticbeanstalk-eu-west-1-123456789012',
      key: 'catops/catops/v3.zip',
      file: '/tmp/b.zip',
    },
  ]);
  expect(vendor.versions[0]).toMatchObject({ label: 'v3', description: 'x'.repeat(200) });
});

it('a release knows its commit by its name or its description', async () => {
  const version = (label: string, description: string) => ({
    ...{ application: 'catops', label, description, createdAt: Date.now(), status: 'FAILED' },
  });
  vendor.versions.push(version('0.1.0+4faa961abcde', ''), version('r7', 'of commit 4faa961'));
  const releases = await environments.releases(quiet);
  const found = releases.map(({ version: label, commit, failed }) => [label, commit, failed]);
  expect(found).toEqual(
    expect.arrayContaining([
      ['0.1.0+4faa961abcde', '4faa961abcde', true],
      ['r7', '4faa961', true],
      ['v1', null, false],
    ]),
  );
});
