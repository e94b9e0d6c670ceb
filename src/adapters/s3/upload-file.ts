import { readFile } from 'node:fs/promises';
import type { AwsAccess } from '../../platform/aws.js';
import { CatopsError, messageOf } from '../../platform/errors.js';
import { createS3Call } from './client.js';

/** Puts a small file of this machine into a bucket, whole. */
export function createFileUpload(access: AwsAccess) {
  const call = createS3Call(access);
  return async (
    { bucket, key, file }: { readonly bucket: string; readonly key: string; readonly file: string },
    signal: AbortSignal,
  ): Promise<void> => {
    const Body = await readFile(file).catch((error: unknown) => {
      const message = `${file} cannot be read: ${messageOf(error)}.`;
      throw new CatopsError('usage-invalid', message, { cause: error });
    });
    await call(signal, (client, sdk, abortSignal) => {
      const command = new sdk.PutObjectCommand({ Bucket: bucket, Key: key, Body });
      return client.send(command, { abortSignal });
    });
  };
}
