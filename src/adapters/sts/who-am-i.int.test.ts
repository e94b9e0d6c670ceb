import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { stubAwsEnvironment, testCredentials } from '../../testing/aws-environment.js';
import type { LoopbackVendor } from '../../testing/loopback-vendor.js';
import { startLoopbackSts } from './loopback/server.js';
import { createWhoAmI } from './who-am-i.js';

const quiet = new AbortController().signal;
let sts: LoopbackVendor;
beforeEach(() => stubAwsEnvironment());
afterEach(async () => {
  vi.unstubAllEnvs();
  await sts.close();
  sts.verify();
});

const ask = () => createWhoAmI({ endpoint: sts.url })(quiet);

it('tells whose credentials these are, where they are used, and what time it is there', async () => {
  sts = await startLoopbackSts({ skewMs: -3_600_000 });
  const identity = await ask();
  expect(identity).toMatchObject({
    arn: 'arn:aws:sts::123456789012:assumed-role/on-call/ada',
    account: '123456789012',
    region: 'eu-west-1',
    expiresAt: null,
  });
  const behind = Date.now() - Date.parse(identity.vendorTime ?? '');
  expect(Math.round(behind / 60_000)).toBe(60);
});

it('says that a key is not taken, and that there is none', async () => {
  sts = await startLoopbackSts();
  stubAwsEnvironment({ ...testCredentials, accessKeyId: 'AKIAOTHER' });
  await expect(ask()).rejects.toMatchObject({
    code: 'credential-refused',
    message: expect.stringContaining('security token'),
  });
  vi.stubEnv('AWS_ACCESS_KEY_ID', undefined);
  await expect(ask()).rejects.toMatchObject({ code: 'credential-refused' });
});

it('is not reached, or busy', async () => {
  sts = await startLoopbackSts();
  sts.fail('Sts.GetCallerIdentity', 'rate-limit', { times: 3 });
  await expect(ask()).rejects.toMatchObject({ code: 'vendor-throttled' });
  await expect(createWhoAmI({ endpoint: 'http://127.0.0.1:59' })(quiet)).rejects.toMatchObject({
    code: 'vendor-unreachable',
  });
});
