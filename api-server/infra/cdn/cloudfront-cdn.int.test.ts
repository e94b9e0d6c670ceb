import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { stubAwsEnvironment } from '../../../src/testing/aws-environment.js';
import { dependencyOf } from '../../failures/dependency.js';
import { createCloudFrontCdn } from './cloudfront-cdn.js';
import { type LoopbackCloudFront, startLoopbackCloudFront } from './loopback/cloudfront.js';

let cloudFront: LoopbackCloudFront;
beforeEach(async () => {
  stubAwsEnvironment();
  cloudFront = await startLoopbackCloudFront();
  vi.stubEnv('AWS_ENDPOINT_URL_CLOUDFRONT', cloudFront.url);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await cloudFront.close();
  cloudFront.verify();
});

const quiet = new AbortController().signal;
const paths = ['/images/thumb/-aB_3xyz1.jpg', '/images/-aB_3xyz1.jpg'];
const forget = (distribution = cloudFront.distribution, name = 'catops-1') =>
  createCloudFrontCdn(distribution).forget(paths, name, quiet);

it('has CloudFront forget paths, once under one name', async () => {
  await forget();
  await forget();
  expect([...cloudFront.invalidations]).toEqual([['catops-1', paths]]);
});

it('goes on over a throttled and a failed answer', async () => {
  cloudFront.fail('CreateInvalidation', 'rate-limit-unsaid');
  cloudFront.fail('CreateInvalidation', 'error-after-work');
  await forget();
  expect(cloudFront.invalidations.size).toBe(1);
});

it.each<[string, readonly [number, string, string] | null, string | undefined, object]>([
  [
    'what is not allowed, by the action that is missing',
    [
      403,
      'AccessDenied',
      'User: arn:aws:iam::123456789012:user/cat is not authorized to perform: cloudfront:CreateInvalidation on resource: arn:aws:cloudfront::123456789012:distribution/E1',
    ],
    undefined,
    {
      code: 'credential-refused',
      hint: expect.stringContaining('cloudfront:CreateInvalidation'),
    },
  ],
  ['a distribution that is not there', null, 'ENONE', { code: 'cdn-refused' }],
  [
    'that too many are under way',
    [400, 'TooManyInvalidationsInProgress', 'Processing your request will cause you to exceed it.'],
    undefined,
    { code: 'cdn-refused' },
  ],
])('says %s', async (_what, refusal, distribution, error) => {
  cloudFront.refuseWith(refusal);
  const failure = await forget(distribution).catch((caught: unknown) => caught);
  expect(failure).toMatchObject(error);
  expect(dependencyOf(failure)).toBe('cdn');
  expect(JSON.stringify(failure)).not.toContain('AKIAIOSFODNN7EXAMPLE');
});

it('signs nothing over a network in clear text', async () => {
  vi.stubEnv('AWS_ENDPOINT_URL_CLOUDFRONT', 'http://cdn.example');
  await expect(forget()).rejects.toMatchObject({ exit: 'usage' });
});
