import type { VendorAnswer } from '../loopback-vendor.js';
import { breach, element, xml } from './answers.js';
import type { S3Call } from './objects.js';
import { type S3Object, sortedKeys } from './state.js';

const known = [
  ...['list-type', 'prefix', 'delimiter', 'max-keys'],
  ...['continuation-token', 'start-after', 'x-id'],
];
// "By default, the action returns up to 1,000 key names … but will never contain more."
const mostKeys = 1000;

/** ListObjectsV2: pages of keys in UTF-8 binary order. */
export function listObjects({ request, objects, pageSize }: S3Call): VendorAnswer {
  const { query } = request;
  for (const name of query.keys())
    if (!known.includes(name))
      throw breach(`this loopback lists without ${name}`, 'NotImplemented');
  const prefix = query.get('prefix') ?? '';
  const delimiter = query.get('delimiter') ?? '';
  const after = startOf(query.get('continuation-token'), query.get('start-after'));
  const limit = Math.min(maxKeys(query.get('max-keys')), pageSize, mostKeys);
  const entries = entriesOf(objects, prefix, delimiter).filter(({ name }) => isAfter(name, after));
  const page = entries.slice(0, limit);
  const more = entries.length > page.length;
  return xml(
    200,
    [
      '<ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/">',
      element('Prefix', prefix),
      element('KeyCount', page.length),
      element('MaxKeys', maxKeys(query.get('max-keys'))),
      element('IsTruncated', more),
      // "NextContinuationToken is sent when isTruncated is true"; "obfuscated and is not a real key".
      ...(more ? [element('NextContinuationToken', tokenOf(page.at(-1)?.name ?? ''))] : []),
      ...page.map(entryXml),
      '</ListBucketResult>',
    ].join(''),
  );
}

interface Entry {
  readonly name: string;
  /** Undefined for a prefix that stands for all keys with it. */
  readonly object: S3Object | undefined;
}

/** "All of the keys that roll up into a common prefix count as a single return". */
function entriesOf(
  objects: ReadonlyMap<string, S3Object>,
  prefix: string,
  delimiter: string,
): Entry[] {
  const entries = new Map<string, Entry>();
  for (const key of sortedKeys(objects)) {
    if (!key.startsWith(prefix)) continue;
    const at = delimiter === '' ? -1 : key.indexOf(delimiter, prefix.length);
    const name = at < 0 ? key : key.slice(0, at + delimiter.length);
    entries.set(name, { name, object: at < 0 ? objects.get(key) : undefined });
  }
  return [...entries.values()];
}

function entryXml({ name, object }: Entry): string {
  if (!object) return `<CommonPrefixes>${element('Prefix', name)}</CommonPrefixes>`;
  const fields = [
    element('Key', name),
    element('LastModified', object.modified.toISOString()),
    element('ETag', object.etag),
    element('Size', object.body.length),
    element('StorageClass', 'STANDARD'),
  ];
  return `<Contents>${fields.join('')}</Contents>`;
}

function maxKeys(text: string | null): number {
  const value = text === null ? mostKeys : Number(text);
  if (!Number.isInteger(value) || value < 1)
    throw breach('max-keys is a positive number', 'InvalidArgument');
  return Math.min(value, mostKeys);
}

const tokenMark = 'loopback/';
const tokenOf = (name: string) => Buffer.from(tokenMark + name).toString('base64');

/** "StartAfter … this parameter is ignored when continuing": the token says where. */
function startOf(token: string | null, startAfter: string | null): string {
  if (token === null) return startAfter ?? '';
  const text = Buffer.from(token, 'base64').toString();
  if (!text.startsWith(tokenMark) || tokenOf(text.slice(tokenMark.length)) !== token)
    throw breach('a continuation token is one that S3 gave', 'InvalidArgument');
  return text.slice(tokenMark.length);
}

function isAfter(name: string, after: string): boolean {
  return Buffer.compare(Buffer.from(name), Buffer.from(after)) > 0;
}
