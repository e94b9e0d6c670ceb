import { CatopsError } from '../../platform/errors.js';
import type { StoredObject } from '../../rollups/ports.js';
import { isMissing, type S3Call } from './client.js';
import type { LocalCopies } from './local-copies.js';
import type { S3Place } from './place.js';

/** Objects that are replaced whole, by their keys below a place. */
export interface WholeObjects {
  /** Null when there is none. */
  stat(key: string, signal: AbortSignal): Promise<StoredObject | null>;
  /** A path on this machine with what is there now; null when there is nothing. */
  local(key: string, signal: AbortSignal): Promise<string | null>;
  /** No fault when it is not there. */
  remove(key: string, signal: AbortSignal): Promise<void>;
}

/** How often a copy is begun again because the object was replaced meanwhile. */
const attempts = 3;

export function createWholeObjects(
  call: S3Call,
  place: S3Place,
  copies: LocalCopies,
): WholeObjects {
  const named = (key: string) => ({ Bucket: place.bucket, Key: place.prefix + key });

  async function stat(key: string, signal: AbortSignal): Promise<StoredObject | null> {
    try {
      return await call(signal, async (client, sdk, abortSignal) => {
        const command = new sdk.HeadObjectCommand(named(key));
        const { ETag = '', ContentLength = 0 } = await client.send(command, { abortSignal });
        return { etag: ETag, size: ContentLength };
      });
    } catch (error) {
      if (isMissing(error)) return null;
      throw error;
    }
  }

  return {
    stat,
    local: async (key, signal) => {
      // Somebody may replace it between the two calls: then the new one is wanted.
      for (let attempt = 1; ; attempt += 1) {
        const there = await stat(key, signal);
        if (there === null) return null;
        try {
          return await copies.of({ key, etag: there.etag }, signal);
        } catch (error) {
          const changed = error instanceof CatopsError && error.code === 'query-failed';
          if (!changed || attempt === attempts) throw error;
        }
      }
    },
    remove: async (key, signal) => {
      await call(signal, (client, sdk, abortSignal) => {
        const command = new sdk.DeleteObjectCommand(named(key));
        return client.send(command, { abortSignal });
      });
    },
  };
}
