import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { createFiles } from './files.js';

it('leaves nothing on the disk of what could not be finished', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'catops-files-'));
  const files = createFiles();
  const path = join(directory, 'state.json');
  // Where a directory is, no file can be put: the last step fails, as on a disk that is full.
  await mkdir(path);
  for (const write of [files.replace, files.announce]) {
    await expect(write(path, '{}')).rejects.toMatchObject({ code: 'local-store-unwritable' });
  }
  expect(await readdir(directory)).toEqual(['state.json']);
  await rm(directory, { recursive: true });
});
