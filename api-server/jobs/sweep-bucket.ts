import type { Clock } from '../../src/platform/host.js';
import { renditionWidths } from '../features/images/index.js';
import type { PictureStore } from '../features/pictures/store.js';
import type { Log, ObjectStore, PictureFile } from '../ports.js';
import type { JobHandlers } from './work-off.js';

/** What sweeping a bucket needs. */
export interface SweepDeps {
  readonly store: Pick<PictureStore, 'areRemoved' | 'forgetCutOff'>;
  readonly objects: Pick<ObjectStore, 'remove'>;
  /** Names of files by their beginning; undefined where there is no bucket. */
  readonly inBucket:
    | ((start: string, signal: AbortSignal) => AsyncIterable<PictureFile>)
    | undefined;
  readonly clock: Pick<Clock, 'now'>;
  readonly log: Pick<Log, 'info'>;
}

const firsts = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-'];
const folders = ['', ...Object.keys(renditionWidths).map((size) => `${size}/`)];
/** Names of uploads; what else is in the bucket is somebody else's. */
const uploadName = /^(?:[a-z]+\/)?([\w-]{9})\.(?:jpg|png|gif)$/;
/** A younger one may be an upload that is on its way, or one that a job removes right now. */
const youngestMs = 3_600_000;
/** Its file is swept by then, or was never written. */
const cutOffMs = 24 * 3_600_000;
const atOnce = 500;
const stays =
  'Files in the bucket belong to no picture of this database: they stay, as they may be those of another one.';

/**
 * Removes the files of pictures that this database says are removed; so it says of an upload, too, until
 * its row is made after its file, and of one that was cut off in between for good. Files that it knows
 * nothing of are only counted: another database may keep its pictures there too, and this one may be new
 * or restored.
 * Then it forgets the uploads that were cut off, which an illness of the storage makes many of.
 * The hour of the day says which ids, so that a day sweeps all of a bucket that is too large to be
 * listed in the time of one job.
 */
export function createBucketSweeper({ inBucket, clock, log, ...deps }: SweepDeps) {
  const sweep: JobHandlers['images.sweep'] = async (_payload, { signal }) => {
    const now = clock.now();
    const hour = new Date(now).getUTCHours();
    const starts = firsts.filter((_first, index) => index % 24 === hour);
    const swept = { removed: 0, unknown: 0 };
    if (inBucket) {
      for (const start of folders.flatMap((folder) => starts.map((first) => folder + first))) {
        for await (const names of oldUploads(inBucket(start, signal), now)) {
          await removeStrays(deps, names, signal, swept);
        }
      }
    }
    await deps.store.forgetCutOff(starts, now - cutOffMs);
    if (swept.removed > 0) log.info('bucket-swept', { files: swept.removed });
    if (swept.unknown > 0) log.info('files-of-no-picture', { files: swept.unknown, says: stays });
  };
  return sweep;
}

async function removeStrays(
  {
    store,
    objects,
  }: Pick<SweepDeps, 'objects'> & { readonly store: Pick<PictureStore, 'areRemoved'> },
  names: ReadonlyMap<string, string>,
  signal: AbortSignal,
  swept: { removed: number; unknown: number },
): Promise<void> {
  const areRemoved = await store.areRemoved([...new Set(names.values())]);
  for (const [name, id] of names) {
    const isRemoved = areRemoved.get(id);
    if (isRemoved === undefined) swept.unknown += 1;
    if (!isRemoved) continue;
    signal.throwIfAborted();
    await objects.remove(name);
    swept.removed += 1;
  }
}

/** Some at once, by name the id of the picture. What does not say how old it is counts as young. */
async function* oldUploads(
  files: AsyncIterable<PictureFile>,
  now: number,
): AsyncGenerator<ReadonlyMap<string, string>> {
  let some = new Map<string, string>();
  for await (const { name, changedAt = now } of files) {
    const id = uploadName.exec(name)?.[1];
    if (id === undefined || now - changedAt <= youngestMs) continue;
    some.set(name, id);
    if (some.size < atOnce) continue;
    yield some;
    some = new Map();
  }
  yield some;
}
