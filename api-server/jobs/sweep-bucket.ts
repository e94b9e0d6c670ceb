import type { Clock } from '../../src/platform/host.js';
import { renditionWidths } from '../features/images/index.js';
import type { PictureStore } from '../features/pictures/store.js';
import type { ObjectStore, PictureFile } from '../ports.js';
import type { JobHandlers } from './work-off.js';

/** What sweeping a bucket needs. */
export interface SweepDeps {
  readonly store: Pick<PictureStore, 'present'>;
  readonly objects: Pick<ObjectStore, 'remove'>;
  /** Names of files by their beginning; undefined where there is no bucket. */
  readonly inBucket: ((start: string) => AsyncIterable<PictureFile>) | undefined;
  readonly clock: Pick<Clock, 'now'>;
}

const firsts = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-'];
const folders = ['', ...Object.keys(renditionWidths).map((size) => `${size}/`)];
/** Names of uploads; what else is in the bucket is somebody else's. */
const uploadName = /^(?:[a-z]+\/)?([\w-]{9})\.(?:jpg|png|gif)$/;
/** A younger one may be an upload that is on its way. */
const youngestMs = 3_600_000;
const atOnce = 500;

/**
 * Removes files that have no row, or one that says that they are deleted: what API processes left that
 * were killed over an upload. The hour of the day says which ids, so that a day sweeps all of a bucket
 * that is too large to be listed in the time of one job.
 */
export function createBucketSweeper({ inBucket, clock, ...deps }: SweepDeps) {
  const sweep: JobHandlers['images.sweep'] = async (_payload, { signal }) => {
    if (!inBucket) return;
    const now = clock.now();
    const hour = new Date(now).getUTCHours();
    const starts = firsts.filter((_first, index) => index % 24 === hour);
    for (const start of folders.flatMap((folder) => starts.map((first) => folder + first))) {
      for await (const names of oldUploads(inBucket(start), now)) {
        signal.throwIfAborted();
        await removeStrays(deps, names);
      }
    }
  };
  return sweep;
}

async function removeStrays(
  { store, objects }: Pick<SweepDeps, 'store' | 'objects'>,
  names: ReadonlyMap<string, string>,
): Promise<void> {
  const present = await store.present([...new Set(names.values())]);
  for (const [name, id] of names) if (!present.has(id)) await objects.remove(name);
}

/** Some at once, by name the id of the picture. */
async function* oldUploads(
  files: AsyncIterable<PictureFile>,
  now: number,
): AsyncGenerator<ReadonlyMap<string, string>> {
  let some = new Map<string, string>();
  for await (const { name, changedAt } of files) {
    const id = uploadName.exec(name)?.[1];
    if (id === undefined || now - changedAt <= youngestMs) continue;
    some.set(name, id);
    if (some.size < atOnce) continue;
    yield some;
    some = new Map();
  }
  yield some;
}
