import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, mkdtemp, rename, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { CatopsError, messageOf, systemErrorCode } from '../../platform/errors.js';
import { isMissing, isUnknown, type S3Call } from './client.js';
import { placeText, type S3Place } from './place.js';

/** Objects as files of this machine, in a directory that only this user can read. */
export interface LocalCopies {
  /**
   * Path of a file with the object's content; not fetched again while the etag is the same. Null
   * when the object is not there. CatopsError `query-failed` when it has another etag by now.
   */
  of(
    object: { readonly key: string; readonly etag: string },
    signal: AbortSignal,
  ): Promise<string | null>;
  /** Removes them all. */
  close(): Promise<void>;
}

async function makeDirectory(within: string): Promise<string> {
  await mkdir(within, { recursive: true, mode: 0o700 });
  return mkdtemp(join(within, 'catops-s3-'));
}

/** Downloads side by side: enough to fill a line, few enough for S3 not to slow us down. */
const atOnce = 8;
/** A body that breaks off is fetched again; the SDK's own retries end with the head. */
const mostAttempts = 3;

/** `within` is a directory for them, made when it is not there. */
export function createLocalCopies(
  call: S3Call,
  place: S3Place,
  within: string = tmpdir(),
): LocalCopies {
  const copies = new Map<string, Promise<string | null>>();
  const take = createPlaces(atOnce);
  let directory: Promise<string> | undefined;

  async function fetchCopy(key: string, etag: string, signal: AbortSignal): Promise<string | null> {
    directory ??= makeDirectory(within);
    // The key's own folders are kept: `dt=…/hour=…` tells the engine the partition.
    const version = createHash('sha256').update(etag).digest('hex').slice(0, 16);
    const path = join(await directory, version, key);
    const release = await take();
    try {
      await mkdir(dirname(path), { recursive: true, mode: 0o700 });
      for (let attempt = 1; ; attempt += 1) {
        try {
          return await download(call, place, { key, etag }, path, signal);
        } catch (error) {
          if (attempt === mostAttempts || !isUnknown(error)) throw error;
        }
      }
    } finally {
      release();
    }
  }

  return {
    of: ({ key, etag }, signal) => {
      const name = `${etag} ${key}`;
      const known = copies.get(name);
      if (known) return known;
      const made = fetchCopy(key, etag, signal).catch((error: unknown) => {
        copies.delete(name);
        throw local(error);
      });
      copies.set(name, made);
      return made;
    },
    close: async () => {
      await Promise.allSettled(copies.values());
      copies.clear();
      const path = await directory;
      directory = undefined;
      if (path !== undefined) await rm(path, { recursive: true, force: true });
    },
  };
}

async function download(
  call: S3Call,
  place: S3Place,
  { key, etag }: { readonly key: string; readonly etag: string },
  path: string,
  signal: AbortSignal,
): Promise<string | null> {
  const part = `${path}.part`;
  try {
    await call(signal, async (client, sdk, abortSignal) => {
      const command = new sdk.GetObjectCommand({ Bucket: place.bucket, Key: place.prefix + key });
      const { Body, ETag, ContentLength } = await client.send(command, { abortSignal });
      // It must be what the manifest names: another content is another piece of work. Without an
      // etag it is no answer of S3.
      if (ETag !== etag) {
        (Body as Readable).destroy();
        throw ETag === undefined ? brokenOff('no etag') : changed(place, key);
      }
      await pipeline(Body as Readable, createWriteStream(part, { mode: 0o600 }), {
        signal: abortSignal,
      });
      const { size } = await stat(part);
      if (size !== ContentLength) throw brokenOff('not all of it');
    });
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
  await rename(part, path);
  return path;
}

/** As the network would say it, so that it is told and tried again like the network's faults. */
function brokenOff(how: string): Error {
  return Object.assign(new Error(how), { code: 'ECONNRESET' });
}

function changed(place: S3Place, key: string): CatopsError {
  const message = `${placeText(place)}/${key} was written anew while it was read.`;
  return new CatopsError('query-failed', message, { hint: 'run it again' });
}

/** A full disk is no fault of the vendor. */
function local(error: unknown): unknown {
  if (
    error instanceof CatopsError ||
    !/^(ENOSPC|EACCES|EROFS|EDQUOT|EMFILE)$/.test(systemErrorCode(error) ?? '')
  )
    return error;
  return new CatopsError('local-store-unwritable', `${tmpdir()}: ${messageOf(error)}`, {
    hint: 'free some space, or set TMPDIR to another directory',
    cause: error,
  });
}

/** So many places; whoever comes later waits until one is free. */
function createPlaces(count: number): () => Promise<() => void> {
  const waiting: (() => void)[] = [];
  let free = count;
  const release = () => {
    const next = waiting.shift();
    if (next) next();
    else free += 1;
  };
  return async () => {
    if (free > 0) free -= 1;
    else await new Promise<void>((resolve) => waiting.push(resolve));
    return release;
  };
}
