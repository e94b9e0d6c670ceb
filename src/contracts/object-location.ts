/** Where objects are kept: a directory, or a part of a bucket. */
export type ObjectLocation = { readonly kind: 'directory'; readonly path: string } | BucketLocation;

/** A part of a bucket. */
export interface BucketLocation {
  readonly kind: 's3';
  readonly bucket: string;
  /** Empty, or ends in a slash: a key is put behind it as it is. */
  readonly prefix: string;
}

// "General purpose bucket naming rules": 3 to 63 lower-case letters, digits, dots and hyphens.
const bucketName = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;
// Of the characters that S3 calls safe, those that mean nothing to a shell either.
const prefixPart = /^[A-Za-z0-9=_.-]+$/;

/**
 * Reads a directory's path or `s3://bucket/prefix`; throws a sentence with what would be right. The
 * text is not repeated: somebody may have put a credential into it.
 */
export function parseObjectLocation(text: string): ObjectLocation {
  if (!/^[A-Za-z][A-Za-z0-9+.-]*:\/\//.test(text)) return { kind: 'directory', path: text };
  const match = /^s3:\/\/([^/]+)(?:\/(.*))?$/.exec(text);
  const [, bucket = '', path = ''] = match ?? [];
  const parts = path.split('/').filter(Boolean);
  const isPlain = parts.every((part) => prefixPart.test(part) && part !== '.' && part !== '..');
  if (!match || !bucketName.test(bucket) || !isPlain) {
    throw new TypeError('neither a directory nor s3://bucket/prefix of plain names');
  }
  return { kind: 's3', bucket, prefix: parts.map((part) => `${part}/`).join('') };
}

/** Reads `s3://bucket/prefix`; throws as {@link parseObjectLocation} does. */
export function parseBucketLocation(text: string): BucketLocation {
  const location = parseObjectLocation(text);
  if (location.kind === 's3') return location;
  throw new TypeError('not s3://bucket/prefix');
}
