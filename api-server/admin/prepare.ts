import { readFile, writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import type { AdminReply } from '../../src/contracts/admin-process.js';
import type { DataPaths } from '../infra/data-paths.js';
import { changing } from '../infra/sql/change-feed.js';
import type { Db } from '../infra/sql/tables.js';
import { drawPictures, removeLeftovers, withoutFile } from './draw-pictures.js';
import { createFirstKey, firstKeyUnseen } from './first-key.js';
import { queueCopies } from './queue-copies.js';
import type { Seed } from './seed.js';
import { sweepPictures } from './sweep-pictures.js';
import { storedSeedVersion, writeSeed } from './write-seed.js';

/** What preparing the store needs. */
export interface PrepareDeps {
  readonly db: Db;
  readonly paths: DataPaths;
  readonly seed: Seed;
  /** How many of its pictures the store is given; one that has more is given so many. */
  readonly seedPictures: number;
  readonly now: number;
  /** Told of slow steps, for a person to read. */
  readonly progress: (text: string) => void;
}

/**
 * Fills the store, when it is empty or was filled by another version. The files come first and the
 * rows in one transaction last: whoever is killed in between leaves nothing half done that the next
 * run does not complete, and of two at once the second finds the work done.
 */
export async function prepare(deps: PrepareDeps): Promise<AdminReply<'prepare'>> {
  const { db, now } = deps;
  await removeLeftovers(deps.paths.images, now);
  await queueCopies(deps);
  await sweepPictures(deps, new Set(deps.seed.pictures.map(({ id }) => id)));
  const stored = await storedSeedVersion(db);
  const seed = seedFor(stored, deps);
  const current = stored === seed.version;
  await drawMissing({ ...deps, seed }, current);
  const unseen = async (): Promise<{ firstKeyUnseen?: true }> =>
    (await firstKeyUnseen(db)) ? { firstKeyUnseen: true } : {};
  if (current) return { seeded: false, ...(await unseen()) };
  const done = await changing(db, async (trx) => {
    // Asked again inside: another process may have been faster.
    if ((await storedSeedVersion(trx)) === seed.version) return { seeded: false };
    await writeSeed(trx, seed, now);
    const firstKey = await createFirstKey(trx, now);
    return firstKey === undefined ? { seeded: true } : { seeded: true, firstKey };
  });
  return done.firstKey === undefined ? { ...done, ...(await unseen()) } : done;
}

/** Never fewer than the store has: it keeps them all, and so needs all their files. */
function seedFor(
  stored: string | undefined,
  { seed, seedPictures }: Pick<PrepareDeps, 'seed' | 'seedPictures'>,
): Seed {
  const count = Math.max(seedPictures, stored === undefined ? 0 : countIn(stored));
  if (count >= seed.pictures.length) return seed;
  const pictures = seed.pictures.slice(0, count);
  return { ...seed, version: `${seed.version}, ${count} pictures`, pictures };
}

/** A version that says no count is that of all pictures. */
function countIn(version: string): number {
  return Number(/, (\d+) pictures$/.exec(version)?.[1] ?? Number.POSITIVE_INFINITY);
}

// Pictures of another version look different, so their files are drawn again even when present. What
// is said beside the files counts more than the database, which another machine may have filled, and
// which may be a new one for the same files.
async function drawMissing({ paths, seed, progress }: PrepareDeps, current: boolean) {
  const drawn = await drawnVersion(paths);
  const known = drawn === undefined ? current : drawn === seed.version;
  const missing = known ? await withoutFile(paths.images, seed.pictures) : seed.pictures;
  // Who is killed over it leaves files of two versions.
  if (!known) await noteDrawn(paths, '');
  const concurrency = Math.max(2, availableParallelism());
  const options = { concurrency, progress };
  if (missing.length > 0) await drawPictures(paths.images, { ...seed, pictures: missing }, options);
  if (drawn !== seed.version) await noteDrawn(paths, seed.version);
}

/** Undefined before anything was drawn, and empty until all of it is. */
async function drawnVersion(paths: DataPaths): Promise<string | undefined> {
  try {
    return await readFile(paths.drawnVersion, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

function noteDrawn({ drawnVersion }: DataPaths, version: string): Promise<void> {
  return writeFile(drawnVersion, version, { mode: 0o600 });
}
