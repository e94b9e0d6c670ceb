import { expect, it } from 'vitest';
import type { BucketLook } from '../contracts/bucket-look.js';
import { CatopsError } from '../platform/errors.js';
import { createPicturesCheckup } from './check-pictures.js';

const quiet = new AbortController().signal;
const place = 's3://cat-pictures/production/';
const examine = (look: () => Promise<{ bucket: BucketLook }>) =>
  createPicturesCheckup({ look }).examine(quiet);
const found = (bucket: BucketLook) => examine(async () => ({ bucket }));

it('is content with a bucket that can be listed and read, and says what it did not try', async () => {
  expect((await found({ place, problems: [] })).map(({ state, says }) => [state, says])).toEqual([
    ['ok', `${place} can be listed and read.`],
    ['ok', 'Whether the servers may put and delete is not tried: it would change it.'],
  ]);
  expect(await found(null)).toMatchObject([{ state: 'ok', mend: null }]);
});

it('names each action that is missing, and says how to allow it', async () => {
  const problem = { message: 'S3 does not allow s3:ListBucket: NotFound.', hint: 'allow it' };
  expect(await found({ place, problems: [problem, { ...problem, hint: null }] })).toEqual([
    expect.objectContaining({ state: 'broken', says: problem.message, mend: 'allow it' }),
    expect.objectContaining({ state: 'broken', mend: 'catops runbook show credential-refused' }),
  ]);
});

it('tells settings that cannot be used', async () => {
  const error = new CatopsError('config-invalid', 'CATOPS_PICTURES: not s3://bucket/prefix.');
  const examined = await examine(() => Promise.reject(error));
  expect(examined).toMatchObject([{ state: 'broken', says: error.message }]);
});
