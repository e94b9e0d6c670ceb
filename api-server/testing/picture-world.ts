import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import type { BucketLocation } from '../../src/contracts/object-location.js';
import { createSqlPictureStore } from '../features/pictures/sql-store.js';
import { createSqlUploadStore } from '../features/uploads/sql-store.js';
import { type OpenPictures, openPictures } from '../infra/objects/open-pictures.js';
import { nameProcess } from '../infra/process-name.js';
import type { Db } from '../infra/sql/tables.js';
import type { ObjectStore } from '../ports.js';
import { addUpload } from './add-upload.js';
import { openTestDatabase } from './test-database.js';

const now = () => 1_700_000_000_000;

/** Uploads in a database, and their files in a directory. */
export interface PictureWorld {
  readonly db: Db;
  readonly store: ReturnType<typeof createSqlPictureStore>;
  readonly uploads: ReturnType<typeof createSqlUploadStore>;
  readonly objects: ObjectStore;
  readonly inBucket: OpenPictures['inBucket'];
  readonly clock: { now(): number };
  /** An upload of that width, with its file. */
  upload(id: string, width: number, more?: { approved?: boolean; bytes?: Buffer }): Promise<void>;
  /** Names of the files there are, in order. */
  files(): Promise<string[]>;
  close(): Promise<void>;
}

/** The pictures of a data directory. */
export function picturesIn(dataDir: string): ObjectStore {
  return openAt(join(dataDir, 'objects')).objects;
}

function openAt(directory: string, bucket?: BucketLocation): OpenPictures {
  return openPictures(bucket, { directory, process: nameProcess(process.pid), now });
}

/** Opens one, empty; with a bucket, files are put there. */
export async function openPictureWorld(bucket?: BucketLocation): Promise<PictureWorld> {
  const { db, close } = await openTestDatabase();
  const directory = await mkdtemp(join(tmpdir(), 'catops-pictures-'));
  const { objects, inBucket } = openAt(directory, bucket);
  const uploads = createSqlUploadStore(db);
  return {
    ...{ db, uploads, objects, inBucket, clock: { now } },
    store: createSqlPictureStore(db),
    async upload(id, width, { approved = false, bytes } = {}) {
      const create = { width, height: 40, channels: 3, background: '#a63' } as const;
      const drawn = bytes ?? (await sharp({ create }).jpeg().toBuffer());
      await objects.write(`${id}.jpg`, drawn, approved ? 'public' : 'owner');
      await addUpload(uploads, {
        ...{ id, accountId: 'a1b2c3', subId: null, extension: 'jpg', width, height: 40, approved },
        ...{ breedIds: [], categoryIds: [], renditions: [], originalFilename: null },
        createdAt: now(),
      });
    },
    async files() {
      const found = await readdir(directory, { recursive: true, withFileTypes: true });
      return found
        .filter((each) => each.isFile())
        .map((each) => join(each.parentPath, each.name).slice(directory.length + '/images/'.length))
        .sort();
    },
    async close() {
      await close();
      await rm(directory, { recursive: true, force: true });
    },
  };
}
