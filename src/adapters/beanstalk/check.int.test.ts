import { afterAll, afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { stubAwsEnvironment } from '../../testing/aws-environment.js';
import { createBeanstalkCheckup } from './check.js';
import { type LoopbackBeanstalk, startLoopbackBeanstalk } from './loopback/server.js';

let vendor: LoopbackBeanstalk;

beforeAll(() => stubAwsEnvironment());
afterAll(() => vi.unstubAllEnvs());
beforeEach(async () => {
  vendor = await startLoopbackBeanstalk();
});
afterEach(async () => {
  await vendor.close();
  vendor.verify();
});

async function examined(skewMs = 0): Promise<readonly (readonly [string, string, string])[]> {
  const findings = await createBeanstalkCheckup({
    ...{ endpoint: vendor.url, application: 'catops' },
    clock: { now: () => Date.now() + skewMs },
  }).examine(new AbortController().signal);
  for (const { state, mend } of findings) expect(mend === null).toBe(state === 'ok');
  return findings.map(({ check, state, says, mend }) => [check, state, `${says} ${mend ?? ''}`]);
}

const short = (found: Awaited<ReturnType<typeof examined>>) =>
  found.map(([check, state]) => [check, state]);
const deny = (action: string) =>
  vendor.refused.set(action, {
    code: 'AccessDenied',
    message: `User: arn:aws:iam::123456789012:user/ops is not authorized to perform: elasticbeanstalk:${action} on resource: *`,
  });

it('finds nothing to mend in a sound set-up, and changes nothing', async () => {
  expect(short(await examined())).toEqual([
    ['credentials', 'ok'],
    ['clock', 'ok'],
    ['versions', 'ok'],
    ['cat-api-prod: health', 'ok'],
    ['cat-api-prod: platform', 'ok'],
  ]);
  expect(vendor.requests.every(({ route }) => route.startsWith('Beanstalk.Describe'))).toBe(true);
});

it('names each permission that is missing, and what reads all the same', async () => {
  deny('DescribeEvents');
  deny('DescribeInstancesHealth');
  const found = await examined();
  const missing = found.filter(([, state]) => state === 'broken');
  expect(short(missing)).toEqual([
    ['cat-api-prod: events', 'broken'],
    ['cat-api-prod: health', 'broken'],
  ]);
  expect(missing[0]?.[2]).toContain('allow elasticbeanstalk:DescribeEvents');
  expect(short(found)).toContainEqual(['cat-api-prod: platform', 'ok']);
});

it('finds a version that runs and is gone, health that proves nothing, and an old platform', async () => {
  const [environment] = vendor.environments;
  if (environment) {
    environment.version = 'v0';
    environment.healthStatus = undefined;
    environment.branch = 'Retired';
  }
  const found = (await examined(90_000)).filter(([, state]) => state !== 'ok');
  expect(found).toEqual([
    ['clock', 'warning', expect.stringMatching(/(89|90|91) s ahead/)],
    ['cat-api-prod: version', 'broken', expect.stringContaining('v0 runs and is gone')],
    ['cat-api-prod: health', 'warning', expect.stringContaining('Enhanced health is off')],
    ['cat-api-prod: platform', 'warning', expect.stringContaining('is retired')],
  ]);
});

it('names the version of the platform that is recommended where another one runs', async () => {
  const [environment] = vendor.environments;
  if (environment) environment.platformVersion = '6.1.0';
  const found = (await examined()).filter(([, state]) => state !== 'ok');
  expect(found).toEqual([
    ['cat-api-prod: platform', 'warning', expect.stringContaining('6.1.0 runs, and 6.4.2 is')],
  ]);
  deny('ListPlatformVersions');
  const denied = (await examined()).filter(([, state]) => state !== 'ok');
  expect(denied).toEqual([
    ['cat-api-prod: platform', 'broken', expect.stringContaining('ListPlatformVersions')],
  ]);
});

it('says that there is nothing to see, and that nothing can be asked', async () => {
  vendor.environments.length = 0;
  expect(short(await examined())).toContainEqual(['environments', 'warning']);
  deny('*');
  expect(short(await examined())).toEqual([['credentials', 'broken']]);
});
