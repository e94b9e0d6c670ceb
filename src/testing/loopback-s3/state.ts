import { createHash } from 'node:crypto';

/** The one bucket of a loopback S3, and who may use it. */
export interface S3Account {
  readonly bucket: string;
  readonly region: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** Temporary credentials carry one, and each request must; null for lasting credentials. */
  readonly sessionToken: string | null;
  /** Keys a page of a listing: S3 may always give fewer than were asked for. */
  readonly pageSize: number;
}

export const testAccount: S3Account = {
  bucket: 'cat-logs',
  region: 'ap-southeast-2',
  accessKeyId: 'AKIALOOPBACK00000000',
  secretAccessKey: 'loopback/secret+access+key0000000000000',
  sessionToken: null,
  pageSize: 1000,
};

/** One object as it is stored. */
export interface S3Object {
  readonly body: Buffer;
  /** MD5 of the body in quotes: "objects created by PutObject … have ETags that are an MD5 digest". */
  readonly etag: string;
  readonly contentType: string;
  /** Without `aws-chunked`, which is about the upload and not about the object. */
  readonly contentEncoding: string | null;
  /** `Cache-Control` as the upload said it; null when it said none. */
  readonly cacheControl: string | null;
  /** CRC32, base64, when the upload had one. */
  readonly crc32: string | null;
  readonly modified: Date;
}

export function etagOf(body: Buffer): string {
  return `"${createHash('md5').update(body).digest('hex')}"`;
}

/** Keys of a bucket in the order of a listing: "UTF-8 binary order". */
export function sortedKeys(objects: ReadonlyMap<string, S3Object>): string[] {
  return [...objects.keys()].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
}
