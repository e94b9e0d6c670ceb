import type { VendorAnswer } from '../loopback-vendor.js';
import { breach, element, unescapeXml, xml } from './answers.js';
import { readBody } from './body.js';
import type { S3Call } from './objects.js';

// "The request can contain a list of up to 1,000 keys that you want to delete."
const mostKeys = 1000;
const whole =
  /^(?:<\?xml[^>]*\?>\s*)?<Delete(?: xmlns="http:\/\/s3\.amazonaws\.com\/doc\/2006-03-01\/")?>(.*)<\/Delete>\s*$/s;
const part = /<Object><Key>([^<]+)<\/Key><\/Object>|<Quiet>(true|false)<\/Quiet>/g;

/** DeleteObjects: keys that are not there count as deleted; quiet tells failures only. */
export function deleteObjects({ request, objects }: S3Call): VendorAnswer {
  const { headers } = request;
  // "Content-MD5 … is required for general purpose buckets", or a checksum in its stead.
  if (
    !('content-md5' in headers || 'x-amz-checksum-crc32' in headers || 'x-amz-trailer' in headers)
  )
    throw breach('DeleteObjects needs Content-MD5 or a checksum', 'InvalidRequest');
  const { keys, quiet } = readDelete(readBody(request).bytes.toString('utf8'));
  if (keys.length === 0 || keys.length > mostKeys)
    throw breach('DeleteObjects takes 1 to 1,000 keys', 'MalformedXML');
  for (const key of keys) objects.delete(key);
  const deleted = keys.map((key) => `<Deleted>${element('Key', key)}</Deleted>`);
  return xml(
    200,
    `<DeleteResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/">${quiet ? '' : deleted.join('')}</DeleteResult>`,
  );
}

function readDelete(text: string): { keys: string[]; quiet: boolean } {
  const inside = whole.exec(text)?.[1];
  if (inside === undefined || inside.replace(part, '').trim() !== '')
    throw breach('the body is <Delete> with <Object><Key/></Object>', 'MalformedXML');
  const parts = [...inside.matchAll(part)];
  return {
    keys: parts.flatMap(([, key]) => (key === undefined ? [] : unescapeXml(key))),
    quiet: parts.some(([, , quiet]) => quiet === 'true'),
  };
}
