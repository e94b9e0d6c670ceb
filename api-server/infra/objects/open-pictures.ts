import { join } from 'node:path';
import type { BucketLocation } from '../../../src/contracts/object-location.js';
import { blamed, blaming } from '../../failures/dependency.js';
import type { ObjectStore, PictureFile } from '../../ports.js';
import type { ProcessName } from '../process-name.js';
import { checkDirectory } from './check-directory.js';
import { createDirectoryObjects } from './directory-objects.js';
import { createPictureObjects, type PictureParts } from './picture-objects.js';
import { createS3Objects } from './s3-objects.js';

/** Where the pictures of this server are. */
export interface OpenPictures {
  readonly objects: ObjectStore;
  /** Those in the bucket, by the beginning of their names; undefined where there is no bucket. */
  readonly inBucket:
    | ((start: string, signal?: AbortSignal) => AsyncIterable<PictureFile>)
    | undefined;
  /** Rejects when the directory or the bucket is not of use. */
  check(): Promise<void>;
}

interface PictureOptions {
  /** Of the objects in the data directory. */
  readonly directory: string;
  readonly process: ProcessName;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Put before the directory and before the bucket, so that each is waited for by itself. */
  readonly guard?: (objects: PictureParts) => PictureParts;
}

/**
 * Files of a directory; with a bucket, what people upload is put there, and the directory keeps what
 * it has: the pictures of the seed, which every server draws itself, and older uploads.
 */
export function openPictures(
  location: BucketLocation | undefined,
  { directory, process, now, guard = (objects) => objects }: PictureOptions,
): OpenPictures {
  const files = guard(createDirectoryObjects({ directory, process, now }));
  const checkFiles = () => checkDirectory(join(directory, 'images'));
  if (!location) {
    return { objects: createPictureObjects(files), inBucket: undefined, check: checkFiles };
  }
  const bucket = createS3Objects(location);
  return {
    objects: createPictureObjects(inLayers(files, guard(bucket))),
    async *inBucket(start, signal) {
      const folder = 'images/';
      try {
        for await (const { key, changedAt } of bucket.list(folder + start, signal)) {
          yield { name: key.slice(folder.length), changedAt };
        }
      } catch (error) {
        throw blamed(error, 'objects');
      }
    },
    async check() {
      await checkFiles();
      await blaming('objects', bucket.check);
    },
  };
}

/** What is in the first is read there; everything new goes to the second. */
function inLayers(first: PictureParts, second: PictureParts): PictureParts {
  return {
    read: async (key, signal) => (await first.read(key, signal)) ?? second.read(key, signal),
    size: async (key, signal) => (await first.size(key, signal)) ?? second.size(key, signal),
    stream: async (key, part, signal) =>
      (await first.stream(key, part, signal)) ?? second.stream(key, part, signal),
    put: second.put,
    relabel: second.relabel,
    async remove(key, signal) {
      await first.remove(key, signal);
      await second.remove(key, signal);
    },
  };
}
