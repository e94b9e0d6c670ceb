import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  type LoopbackBeanstalk,
  startLoopbackBeanstalk,
} from '../../src/adapters/beanstalk/loopback/server.js';
import { testCredentials } from '../../src/testing/aws-environment.js';

const name = 'cat-api-prod';
let cwd: string;
let vendor: LoopbackBeanstalk;

beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'catops-env-built-'));
  vendor = await startLoopbackBeanstalk();
});
afterAll(async () => {
  await vendor.close();
  await rm(cwd, { recursive: true });
  vendor.verify();
});

/** The built command, against Elastic Beanstalk on this machine. */
function catops(...args: readonly string[]) {
  const env = {
    ...{ PATH: process.env['PATH'], HOME: cwd, TZ: 'UTC', CATOPS_ENVIRONMENTS: 'beanstalk' },
    AWS_ACCESS_KEY_ID: testCredentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: testCredentials.secretAccessKey,
    AWS_REGION: testCredentials.region,
    AWS_ENDPOINT_URL_ELASTIC_BEANSTALK: vendor.url,
  };
  const argv = [resolve('dist/catops.js'), 'env', ...args, '--json'];
  return new Promise<{ readonly exit: number; readonly data: unknown }>((done) => {
    const child = execFile(process.execPath, argv, { cwd, env }, (_, out) =>
      done({ exit: child.exitCode ?? -1, data: JSON.parse(out) }),
    );
  });
}

it('the built command plans, changes and shows an environment of Elastic Beanstalk', async () => {
  const plan = await catops('scale', '--min', '4', '--dry-run');
  expect(plan).toMatchObject({ exit: 0, data: { requests: [{ does: 'UpdateEnvironment' }] } });
  expect(vendor.count('Beanstalk.UpdateEnvironment')).toBe(0);
  const done = await catops('scale', '--min', '4', '--confirm', name);
  expect(done).toMatchObject({ exit: 0, data: { ending: { kind: 'done' } } });
  const shown = await catops('status');
  expect(shown).toMatchObject({ exit: 0, data: { name, capacity: { min: 4 }, change: null } });
});
