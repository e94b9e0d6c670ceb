import type { BucketLook } from '../../src/contracts/bucket-look.js';
import { CatopsError } from '../../src/platform/errors.js';
import type { ApiConfig } from '../config.js';
import { createS3Objects } from '../infra/objects/s3-objects.js';

/** The bucket of the settings; null where pictures are files. What S3 refuses is told, not thrown. */
export async function lookAtBucket({ pictures }: Pick<ApiConfig, 'pictures'>): Promise<BucketLook> {
  if (!pictures) return null;
  const objects = createS3Objects({ ...pictures, silenceMs });
  // Of one that is not there, S3 says so to those who may list and read.
  const [listing, reading] = await Promise.all([
    failureOf(() => objects.check()),
    failureOf(() => objects.read('images/none.jpg')),
  ]);
  const problems = problemsOf(listing, reading);
  return { place: `s3://${pictures.bucket}/${pictures.prefix}`, problems };
}

function problemsOf(listing: CatopsError | undefined, reading: CatopsError | undefined) {
  // What is wrong with the bucket itself is one thing to mend. HEAD, which looks whether it may be
  // listed, has no body to say it.
  const isOne = listing?.message === reading?.message || reading?.code === 'config-invalid';
  const problems = (isOne ? [reading] : [listing, reading]).flatMap((failure) =>
    failure ? [problemOf(failure)] : [],
  );
  if (!isOne && listing && reading?.code === 'credential-refused') problems[1] = unjudged;
  return problems;
}

/** A person waits for it. */
const silenceMs = 5000;

// "If you don't have the s3:ListBucket permission, Amazon S3 returns an HTTP status code 403" for an
// object that is not there, also to those who may read (GetObject, "Permissions").
const unjudged = {
  message: 'Whether pictures can be read there cannot be judged before it can be listed.',
  hint: 'mend that first, then catops doctor',
};

async function failureOf(look: () => Promise<unknown>): Promise<CatopsError | undefined> {
  try {
    await look();
    return undefined;
  } catch (error) {
    if (error instanceof CatopsError) return error;
    throw error;
  }
}

function problemOf({ message, hint }: CatopsError) {
  return { message, hint: hint ?? null };
}
