/** Where objects are kept: a directory, or a part of a bucket. */
export type ObjectLocation = { readonly kind: 'directory'; readonly path: string } | BucketLocation;

/** A part of a bucket. */
export interface BucketLocation {
  readonly kind: 's3';
  readonly bucket: string;
  /** Empty, or ends in a slash: a key is put behind it as it is. */
  readonly prefix: string;
}

// "General purpose bucket naming rules". What they reserve for other kinds of buckets is left to S3:
// an alias of an access point is used like a bucket, and other speakers of the protocol reserve nothing.
const bucketName = /^(?!.*\.\.)[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;
const ipAddress = /^\d+\.\d+\.\d+\.\d+$/;
// Of the characters that S3 calls safe, those that mean nothing to a shell either.
const prefixPart = /^[A-Za-z0-9=_.-]+$/;

/**
 * Reads a directory's path or `s3://bucket/prefix`; throws a sentence with what would be right. The
 * text is not repeated: somebody may have put a credential into it.
 */
export function parseObjectLocation(text: string): ObjectLocation {
  const [, scheme] = /^([A-Za-z][A-Za-z0-9+.-]*):\/\//.exec(text) ?? [];
  if (scheme === undefined) return { kind: 'directory', path: text };
  if (scheme === 's3') return parseBucketLocation(text);
  throw new TypeError('an address of another kind; give a directory, or s3://bucket/prefix');
}

/** Reads `s3://bucket/prefix`; throws as {@link parseObjectLocation} does. */
export function parseBucketLocation(text: string): BucketLocation {
  const [, bucket, path = ''] = /^s3:\/\/([^/]*)(.*)$/s.exec(text) ?? [];
  if (bucket === undefined) {
    throw new TypeError('not a bucket, which is given as s3://bucket/prefix');
  }
  if (!bucketName.test(bucket) || ipAddress.test(bucket)) {
    throw new TypeError(
      'no bucket is named like the one in s3://bucket/prefix: a name has 3 to 63 lower-case letters, digits, hyphens and single dots, begins and ends with a letter or digit, and is no IP address',
    );
  }
  const parts = path.split('/').filter(Boolean);
  if (!parts.every((part) => prefixPart.test(part) && part !== '.' && part !== '..')) {
    throw new TypeError(
      'the prefix in s3://bucket/prefix cannot be used: between slashes it has letters, digits and = _ . - alone, and no part is . or ..',
    );
  }
  return { kind: 's3', bucket, prefix: parts.map((part) => `${part}/`).join('') };
}
