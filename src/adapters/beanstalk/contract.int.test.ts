import { afterAll, beforeAll, vi } from 'vitest';
import { stubAwsEnvironment } from '../../testing/aws-environment.js';
import { environmentsContract } from '../../testing/contracts/environments-contract.js';
import { createBeanstalkEnvironments } from './environments.js';
import { startLoopbackBeanstalk } from './loopback/server.js';

beforeAll(() => stubAwsEnvironment());
afterAll(() => vi.unstubAllEnvs());

environmentsContract('Elastic Beanstalk on loopback', async () => {
  const vendor = await startLoopbackBeanstalk();
  const environments = createBeanstalkEnvironments({
    ...{ endpoint: vendor.url, application: 'catops' },
    isProduction: () => true,
    upload: async () => {},
  });
  const bundle = { file: '/nowhere/catops.zip', version: '0.1.0+4faa961abcde' };
  return {
    subject: { environments, name: 'cat-api-prod', runs: 'v1', other: 'v2', bundle },
    close: async () => {
      await vendor.close();
      vendor.verify();
    },
  };
});
