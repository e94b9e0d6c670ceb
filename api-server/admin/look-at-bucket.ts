import type { BucketLook } from '../../src/contracts/bucket-look.js';
import { CatopsError } from '../../src/platform/errors.js';
import type { ApiConfig } from '../config.js';
import { createS3Objects } from '../infra/objects/s3-objects.js';

/** The bucket of the settings; null where pictures are files. What S3 refuses is told, not thrown. */
export async function lookAtBucket({ pictures }: Pick<ApiConfig, 'pictures'>): Promise<BucketLook> {
  if (!pictures) return null;
  const objects = createS3Objects(pictures);
  // Of one that is not there, S3 says so to those who may list and read.
  const tries = [() => objects.check(), () => objects.read('images/none.jpg')];
  const tried = await Promise.all(tries.map((look) => problemOf(look)));
  const problems = tried.filter((problem) => problem !== null);
  return { place: `s3://${pictures.bucket}/${pictures.prefix}`, problems };
}

async function problemOf(look: () => Promise<unknown>) {
  try {
    await look();
    return null;
  } catch (error) {
    if (!(error instanceof CatopsError)) throw error;
    return { message: error.message, hint: error.hint ?? null };
  }
}
