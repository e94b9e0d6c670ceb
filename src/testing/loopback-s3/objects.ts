import { type VendorAnswer, type VendorRequest, vendorNow } from '../loopback-vendor.js';
import { answer, breach, deny } from './answers.js';
import { readBody } from './body.js';
import { etagOf, type S3Object } from './state.js';

/** One request about the bucket, or about one of its objects. */
export interface S3Call {
  readonly request: VendorRequest;
  readonly objects: Map<string, S3Object>;
  /** Empty for a request about the bucket itself. */
  readonly key: string;
  readonly pageSize: number;
  /** Name of the bucket. */
  readonly bucket: string;
  readonly region: string;
}

/** PutObject: "Amazon S3 never adds partial objects"; conditions are checked against what is there. */
export function putObject({ request, objects, key }: S3Call): VendorAnswer {
  // "The name for a key is a sequence of Unicode characters … up to 1,024 bytes long."
  if (Buffer.byteLength(key) > 1024)
    throw breach('a key has at most 1,024 bytes', 'KeyTooLongError');
  const { bytes, crc32 } = readBody(request);
  checkConditions(request, objects.get(key));
  const { headers } = request;
  const object: S3Object = {
    body: bytes,
    etag: etagOf(bytes),
    // "The default is binary/octet-stream" when no type is sent.
    contentType: headers['content-type'] ?? 'binary/octet-stream',
    contentEncoding: headers['content-encoding']?.replace(/,?aws-chunked$/, '') || null,
    cacheControl: headers['cache-control'] ?? null,
    crc32,
    modified: new Date(vendorNow()),
  };
  objects.set(key, object);
  return answer(200, '', { etag: object.etag, ...checksumHeader(object) });
}

// "How to prevent object overwrites with conditional writes".
function checkConditions({ headers }: VendorRequest, there: S3Object | undefined): void {
  const { 'if-match': match, 'if-none-match': noneMatch } = headers;
  if (match !== undefined && noneMatch !== undefined)
    throw breach('one of If-Match and If-None-Match', 'NotImplemented');
  // "Expects the '*' (asterisk) character."
  if (noneMatch !== undefined && noneMatch !== '*')
    throw breach('If-None-Match of a write is *', 'NotImplemented');
  // "412 Precondition Failed": there is an object of that key already.
  if (noneMatch === '*' && there) throw deny('PreconditionFailed');
  if (match === undefined) return;
  // "If-Match … if the object does not exist, the operation fails with 404 Not Found".
  if (!there) throw deny('NoSuchKey');
  if (withQuotes(match) !== there.etag) throw deny('PreconditionFailed');
}

const withQuotes = (etag: string) => (etag.startsWith('"') ? etag : `"${etag}"`);

/** GetObject, the whole of it or one part. */
export function getObject({ request, objects, key }: S3Call): VendorAnswer {
  checkPlain(request, ['range']);
  const object = objects.get(key);
  if (!object) throw deny('NoSuchKey');
  const { range } = request.headers;
  const headers = headersOf(request, object);
  return range === undefined ? answer(200, object.body, headers) : part(object, range, headers);
}

// "Range: Downloads the specified byte range of an object … Amazon S3 doesn't support retrieving
// multiple ranges of data per GET request"; what lies beyond it is InvalidRange.
function part(object: S3Object, range: string, headers: Record<string, string>): VendorAnswer {
  const [, from, to] = /^bytes=(\d+)-(\d+)$/.exec(range) ?? [];
  if (from === undefined || to === undefined || Number(to) < Number(from))
    throw breach('this loopback reads one range, with both ends', 'InvalidArgument');
  const size = object.body.length;
  const [first, last] = [Number(from), Math.min(Number(to), size - 1)];
  if (first >= size) throw deny('InvalidRange');
  const more = {
    'content-length': String(last - first + 1),
    'content-range': `bytes ${first}-${last}/${size}`,
  };
  // The checksum is of the whole object, and is not sent with a part of it.
  const { 'x-amz-checksum-crc32': _crc, 'x-amz-checksum-type': _type, ...rest } = headers;
  return answer(206, object.body.subarray(first, last + 1), { ...rest, ...more });
}

/** HeadObject: as GetObject without the body, and errors have no body either. */
export function headObject({ request, objects, key }: S3Call): VendorAnswer {
  checkPlain(request);
  const object = objects.get(key);
  if (!object) return answer(404, '', { 'content-type': 'application/xml' });
  return answer(200, '', headersOf(request, object));
}

/** HeadBucket: 200 for whoever may list it; its region is told beside. */
export function headBucket({ request, region }: S3Call): VendorAnswer {
  checkPlain(request);
  return answer(200, '', { 'x-amz-bucket-region': region });
}

/** DeleteObject: 204, also for a key that is not there. */
export function deleteObject({ request, objects, key }: S3Call): VendorAnswer {
  checkPlain(request);
  objects.delete(key);
  return answer(204, '', {});
}

// S3 knows ranges and conditions of reads and deletes; nothing here uses one, so none is made up.
function checkPlain({ headers, body }: VendorRequest, known: readonly string[] = []): void {
  for (const name of ['range', 'if-match', 'if-none-match', 'if-modified-since'])
    if (name in headers && !known.includes(name))
      throw breach(`this loopback has no ${name} here`, 'NotImplemented');
  if (body.length > 0) throw breach('such a request has no body', 'InvalidRequest');
}

function headersOf(request: VendorRequest, object: S3Object): Record<string, string> {
  return {
    etag: object.etag,
    'content-type': object.contentType,
    'content-length': String(object.body.length),
    'last-modified': object.modified.toUTCString(),
    'accept-ranges': 'bytes',
    ...(object.contentEncoding !== null && { 'content-encoding': object.contentEncoding }),
    ...(object.cacheControl !== null && { 'cache-control': object.cacheControl }),
    // "x-amz-checksum-mode: to retrieve the checksum, this mode must be enabled."
    ...(request.headers['x-amz-checksum-mode'] === 'ENABLED' && checksumHeader(object)),
  };
}

function checksumHeader({ crc32 }: S3Object): Record<string, string> {
  return crc32 === null
    ? {}
    : { 'x-amz-checksum-crc32': crc32, 'x-amz-checksum-type': 'FULL_OBJECT' };
}
