import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { stubAwsEnvironment } from '../../testing/aws-environment.js';
import { quiet } from '../../testing/contracts/subject.js';
import { plannedRequests } from './planned-requests.js';

beforeAll(() => stubAwsEnvironment());
afterAll(() => vi.unstubAllEnvs());

const name = 'cat-api-prod';
const url = 'https://elasticbeanstalk.eu-west-1.amazonaws.com/';
const form = (Action: string) => ({ Action, Version: '2010-12-01' });

it('tells what each step would send, unsigned and unsent', async () => {
  const plan = (step: Parameters<typeof plannedRequests>[1]) =>
    plannedRequests({ application: 'catops' }, step, quiet);
  const sent = { target: 'Elastic Beanstalk', method: 'POST', url };
  expect(await plan({ kind: 'update', name, change: { version: 'v2' } })).toEqual([
    {
      ...{ ...sent, does: 'UpdateEnvironment' },
      body: { ...form('UpdateEnvironment'), EnvironmentName: name, VersionLabel: 'v2' },
    },
  ]);
  expect(await plan({ kind: 'abort', name })).toEqual([
    {
      ...{ ...sent, does: 'AbortEnvironmentUpdate' },
      body: { ...form('AbortEnvironmentUpdate'), EnvironmentName: name },
    },
  ]);
  const bundle = { file: 'b.zip', version: 'v3', description: 'x'.repeat(300) };
  const publish = await plan({ kind: 'publish', bundle });
  expect(publish.map(({ method, url: at }) => `${method} ${at}`)).toEqual([
    `POST ${url}`,
    'PUT s3://(the bucket that CreateStorageLocation names)/catops/catops/v3.zip',
    `POST ${url}`,
  ]);
  expect(publish[2]?.body).toMatchObject({
    ...{ VersionLabel: 'v3', Description: 'x'.repeat(200) },
    'SourceBundle.S3Key': 'catops/catops/v3.zip',
  });
});
