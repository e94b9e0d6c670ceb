import { mkdir, readdir, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { createSqlUploadStore } from '../features/uploads/sql-store.js';
import { dataPaths } from '../infra/data-paths.js';
import { addUpload } from '../testing/add-upload.js';
import { openTestDatabase } from '../testing/test-database.js';
import { testDataDir } from '../testing/test-store.js';
import { sweepPictures } from './sweep-pictures.js';

it('removes what killed processes left of uploads, and nothing else', async () => {
  const { db, close } = await openTestDatabase();
  const { dataDir, remove } = await testDataDir();
  const paths = dataPaths(dataDir);
  await mkdir(join(paths.images, '.tmp'), { recursive: true });
  await mkdir(join(paths.images, 'thumb'));
  const now = Date.now();
  const file = async (name: string, hoursOld = 2) => {
    const path = join(paths.images, name);
    await writeFile(path, 'x');
    const at = new Date(now - hoursOld * 3_600_000);
    await utimes(path, at, at);
  };
  const store = createSqlUploadStore(db);
  const row = async (id: string) => {
    await addUpload(store, {
      ...{ id, accountId: 'a1b2c3', subId: null, extension: 'jpg', width: 9, height: 8 },
      ...{
        breedIds: [],
        categoryIds: [],
        renditions: [],
        originalFilename: null,
        createdAt: 1,
        approved: false,
      },
    });
  };
  await Promise.all([row('waiting_1'), row('deleted_1')]);
  await store.remove({ accountId: 'a1b2c3', id: 'deleted_1' }, now);
  for (const name of ['waiting_1', 'deleted_1', 'orphan__1', 'seedpic_1', 'ebv']) {
    await file(`${name}.jpg`);
    await file(`thumb/${name}.jpg`);
  }
  await file('onitsway1.png', 0);
  await file('notes.txt');
  // Of a machine that is gone.
  await file('.tmp/elsewhere_1_00000000abcd.half', 9);
  await sweepPictures({ db, paths, now }, new Set(['seedpic_1']));
  expect((await readdir(paths.images)).sort()).toEqual([
    ...['.tmp', 'ebv.jpg', 'notes.txt', 'onitsway1.png', 'seedpic_1.jpg', 'thumb', 'waiting_1.jpg'],
  ]);
  expect((await readdir(join(paths.images, 'thumb'))).sort()).toEqual([
    ...['ebv.jpg', 'seedpic_1.jpg', 'waiting_1.jpg'],
  ]);
  expect(await readdir(join(paths.images, '.tmp'))).toEqual([]);
  await Promise.all([close(), remove()]);
});
