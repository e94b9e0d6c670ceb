import type { ListObjectsV2CommandOutput } from '@aws-sdk/client-s3';
import type { S3Call } from './client.js';
import type { S3Place } from './place.js';

/** An object as a listing tells it, its key below the place's prefix. */
export interface ListedObject {
  readonly key: string;
  readonly size: number;
  readonly etag: string;
}

/** Every object whose key begins so, in the order of keys, all pages. */
export async function listObjects(
  call: S3Call,
  place: S3Place,
  start: string,
  signal: AbortSignal,
): Promise<readonly ListedObject[]> {
  const found: ListedObject[] = [];
  for await (const { Contents = [] } of pages(call, place, { start }, signal))
    for (const { Key = '', Size = 0, ETag = '' } of Contents)
      found.push({ key: Key.slice(place.prefix.length), size: Size, etag: ETag });
  return found;
}

/** The folders below a prefix, without it and with their slash: `dt=2018-11-15/`. */
export async function listFolders(
  call: S3Call,
  place: S3Place,
  start: string,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const found: string[] = [];
  for await (const { CommonPrefixes = [] } of pages(call, place, { start, folders: true }, signal))
    for (const { Prefix = '' } of CommonPrefixes)
      found.push(Prefix.slice(place.prefix.length + start.length));
  return found;
}

async function* pages(
  call: S3Call,
  { bucket, prefix }: S3Place,
  { start, folders = false }: { readonly start: string; readonly folders?: boolean },
  signal: AbortSignal,
): AsyncGenerator<ListObjectsV2CommandOutput> {
  let next: string | undefined;
  do {
    const token = next;
    const page = await call(signal, (client, sdk, abortSignal) => {
      const command = new sdk.ListObjectsV2Command({
        Bucket: bucket,
        Prefix: `${prefix}${start}`,
        ...(folders ? { Delimiter: '/' } : {}),
        ...(token === undefined ? {} : { ContinuationToken: token }),
      });
      return client.send(command, { abortSignal });
    });
    yield page;
    next = page.NextContinuationToken;
  } while (next !== undefined);
}
