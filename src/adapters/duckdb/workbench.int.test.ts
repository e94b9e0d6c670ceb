import { copyFile, mkdir, mkdtemp, rename, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openDatabase } from './database.js';
import { createDuckDbWorkbench } from './workbench.js';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'catops-bench-'));
});
afterEach(() => rm(directory, { recursive: true }));

it('reads a stored file as it was attached, though another is put in its place meanwhile', async () => {
  const stored = join(directory, 'stored');
  const part = join(stored, 'part.parquet');
  await mkdir(stored);
  const database = await openDatabase({ readable: [stored], tempDirectory: directory });
  const workbench = createDuckDbWorkbench({ database: async () => database });
  const bench = await workbench.open(new AbortController().signal);
  try {
    const rows = (n: number) =>
      bench.write('images_day', `SELECT '2018-11-15' AS dt, 'asf2' AS image_id, ${n} AS n`);
    const total = () => bench.query('SELECT n FROM images_day');
    await copyFile(await rows(1), part);
    await bench.attach('images_day', [part]);
    await copyFile(await rows(2), `${part}.new`);
    await rename(`${part}.new`, part);
    expect(await total()).toEqual([{ n: 1 }]);
    await bench.attach('images_day', [part]);
    expect(await total()).toEqual([{ n: 2 }]);
  } finally {
    await bench.close();
    await database.close();
  }
  expect((await stat(part)).nlink).toBe(1);
});
