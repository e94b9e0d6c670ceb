import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readlinkSync } from 'node:fs';
import {
  mkdir,
  mkdtemp,
  open as openFile,
  readdir,
  rm,
  stat,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, it, vi } from 'vitest';
import { nameProcess } from '../process-name.js';
import { createDirectoryObjects } from './directory-objects.js';
import { objectsContract } from './objects-contract.js';
import { createPictureObjects } from './picture-objects.js';

const directories: string[] = [];
afterEach(async () => {
  for (const each of directories.splice(0)) await rm(each, { recursive: true });
});

async function open() {
  const directory = await mkdtemp(join(tmpdir(), 'catops-objects-'));
  directories.push(directory);
  const process_ = nameProcess(process.pid);
  return {
    directory,
    objects: createDirectoryObjects({ directory, process: process_, now: Date.now }),
  };
}

objectsContract(it, expect, async () => (await open()).objects);

it('keeps what is put to its owner, and nothing half made beside it', async () => {
  const { directory, objects } = await open();
  await objects.put('access/dt=1/a.gz', Buffer.from('a'), { contentType: 'application/gzip' });
  expect((await stat(join(directory, 'access/dt=1'))).mode & 0o777).toBe(0o700);
  expect((await stat(join(directory, 'access/dt=1/a.gz'))).mode & 0o777).toBe(0o600);
  expect(await readdir(join(directory, 'access/.tmp'))).toEqual([]);
});

/** Paths that are written through to the disk while `work` runs, in that order. */
async function synced(directory: string, work: () => Promise<unknown>): Promise<string[]> {
  const handle = await openFile(directory);
  const sync = vi.spyOn(Object.getPrototypeOf(handle) as typeof handle, 'sync');
  await handle.close();
  const paths: string[] = [];
  sync.mockImplementation(async function (this: typeof handle) {
    paths.push(readlinkSync(`/proc/self/fd/${this.fd}`).slice(directory.length));
  });
  try {
    await work();
  } finally {
    sync.mockRestore();
  }
  return paths;
}

it('has an object on the disk, its name too, before it says so: also one that was there', async () => {
  const { directory, objects } = await open();
  const put = () => objects.put('access/dt=1/a.gz', Buffer.from('a'), { contentType: 'x' });
  const folders = ['/access/dt=1', '/access', ''];
  const [first, ...then] = await synced(directory, put);
  expect(first).toMatch(/^\/access\/\.tmp\//);
  expect(then).toEqual(folders);
  // Whoever put it may have been killed between the two.
  expect(await synced(directory, put)).toEqual(folders);
});

it('leaves nothing half made when it is told to give up', async () => {
  const { directory, objects } = await open();
  const put = objects.put('a/b', Buffer.from('b'), { contentType: 'x' }, AbortSignal.abort());
  await expect(put).rejects.toThrow('aborted');
  expect(await readdir(directory, { recursive: true })).toEqual(['a', 'a/.tmp']);
});

it('removes what the dead left half made, and nothing of the living', async () => {
  const { directory, objects } = await open();
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
  const dead = nameProcess(child.pid ?? 0);
  child.kill('SIGKILL');
  await once(child, 'exit');
  const folder = join(directory, 'access/.tmp');
  await mkdir(folder, { recursive: true });
  const living = nameProcess(process.pid);
  for (const name of [`${dead}.1`, `${living}.1`, 'elsewhere_1_0123456789ab.1', 'old.1']) {
    await writeFile(join(folder, name), 'half');
  }
  const longAgo = Date.now() / 1000 - 3 * 3600;
  await utimes(join(folder, 'old.1'), longAgo, longAgo);
  await objects.tidy();
  expect((await readdir(folder)).sort()).toEqual(
    [`${living}.1`, 'elsewhere_1_0123456789ab.1'].sort(),
  );
});

it('says what is wrong with the directory', async () => {
  const { directory, objects } = await open();
  await writeFile(join(directory, 'access'), 'a file');
  const put = objects.put('access/a.gz', Buffer.from('a'), { contentType: 'x' });
  await expect(put).rejects.toMatchObject({ code: expect.stringMatching(/EEXIST|ENOTDIR/) });
});

it('reads pictures by name and nothing else', async () => {
  const { directory, objects } = await open();
  await mkdir(join(directory, 'images'));
  await writeFile(join(directory, 'images', 'ebv.jpg'), 'a cat');
  await writeFile(join(directory, 'images', 'secret.txt'), 'no');
  const pictures = createPictureObjects(objects);
  expect(String(await pictures.read('ebv.jpg'))).toBe('a cat');
  for (const name of [
    'none.png',
    'secret.txt',
    '../images/ebv.jpg',
    './ebv.jpg',
    '/etc/passwd',
    'ebv.jpg\u0000',
    'ebv.jpg\n',
    '',
    `${'a'.repeat(65)}.jpg`,
  ]) {
    expect(await pictures.read(name)).toBeUndefined();
  }
});
