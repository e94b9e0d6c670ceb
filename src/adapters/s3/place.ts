import { CatopsError } from '../../platform/errors.js';

/** Where in S3 a store's objects are. */
export interface S3Place {
  readonly bucket: string;
  /** Empty, or ends in a slash. */
  readonly prefix: string;
}

// "Bucket naming rules", and "Creating object key names": characters that are safe to use.
const bucketName = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;
const folderName = /^(?!\.{1,2}$)[A-Za-z0-9!_.*()=-]+$/;

/** Reads `s3://bucket/prefix`. CatopsError `config-invalid` for anything else. */
export function parseS3Place(text: string): S3Place {
  const [bucket = '', ...folders] = text
    .replace(/^s3:\/\//, '')
    .replace(/\/$/, '')
    .split('/');
  const isPlace =
    text.startsWith('s3://') &&
    bucketName.test(bucket) &&
    folders.every((folder) => folderName.test(folder));
  if (!isPlace)
    throw new CatopsError('config-invalid', `"${text}" is no place in S3.`, {
      hint: 'write it as s3://bucket/prefix',
    });
  return { bucket, prefix: folders.map((folder) => `${folder}/`).join('') };
}

/** `s3://bucket/prefix`, for people. */
export function placeText({ bucket, prefix }: S3Place): string {
  return `s3://${bucket}/${prefix}`.replace(/\/$/, '');
}
