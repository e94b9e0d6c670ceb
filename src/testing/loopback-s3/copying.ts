import { type VendorAnswer, vendorNow } from '../loopback-vendor.js';
import { breach, deny, element, xml } from './answers.js';
import type { S3Call } from './objects.js';
import type { S3Object } from './state.js';

/** CopyObject within the bucket. With REPLACE nothing of what the source was is kept but its bytes. */
export function copyObject({ request, objects, key, bucket }: S3Call): VendorAnswer {
  const { headers, body } = request;
  if (body.length > 0) throw breach('CopyObject has no body', 'InvalidRequest');
  const source = sourceOf(headers['x-amz-copy-source'] ?? '', bucket);
  const there = objects.get(source);
  if (!there) throw deny('NoSuchKey');
  // "Valid values: COPY | REPLACE"; COPY when it is not said.
  const directive = headers['x-amz-metadata-directive'] ?? 'COPY';
  if (directive !== 'COPY' && directive !== 'REPLACE')
    throw breach('x-amz-metadata-directive is COPY or REPLACE', 'InvalidArgument');
  // "This copy request is illegal because it is trying to copy an object to itself without changing
  // the object's metadata, storage class, website redirect location or encryption attributes."
  if (source === key && directive === 'COPY')
    throw breach('a copy onto itself replaces the metadata', 'InvalidRequest');
  const described: S3Object = {
    ...there,
    contentType: headers['content-type'] ?? 'binary/octet-stream',
    contentEncoding: headers['content-encoding'] ?? null,
    cacheControl: headers['cache-control'] ?? null,
  };
  const modified = new Date(vendorNow());
  objects.set(key, { ...(directive === 'COPY' ? there : described), modified });
  const fields = [element('LastModified', modified.toISOString()), element('ETag', there.etag)];
  return xml(
    200,
    `<CopyObjectResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/">${fields.join('')}</CopyObjectResult>`,
  );
}

// "Specify the name of the source bucket and the key of the source object, separated by a slash (/).
// The value must be URL-encoded."
function sourceOf(text: string, own: string): string {
  const [, bucket, key = ''] = /^\/?([^/]+)\/([\x21-\x7e]+)$/.exec(text) ?? [];
  if (bucket === undefined)
    throw breach('x-amz-copy-source is bucket/key, encoded', 'InvalidArgument');
  if (bucket !== own) throw deny('NoSuchBucket');
  return decodeURIComponent(key);
}
