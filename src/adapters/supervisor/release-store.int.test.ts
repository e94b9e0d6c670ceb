import { existsSync } from 'node:fs';
import {
  chmod,
  cp,
  lstat,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  readlink,
  rm,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { BuiltParts } from '../../environments/bundle/bundle.js';
import { packageLockSchema } from '../../environments/bundle/prune-lock.js';
import { asVersion, zipped } from '../../testing/release-bundles.js';
import { createReleasePackages } from './release-packages.js';
import { createReleaseStore } from './release-store.js';

let dataDir: string;
const said: string[] = [];
const at = '2018-11-14T03:10:00.000Z';

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'catops-releases-'));
  await mkdir(join(dataDir, 'modules/server'), { recursive: true });
  await writeFile(join(dataDir, 'modules/server/package.json'), '{"version": "1.0.0"}');
  said.length = 0;
});
afterEach(() => rm(dataDir, { recursive: true, force: true }));

/** A release of one file that needs `server` and, on another system only, `native`. */
function parts(server = '1.0.0'): BuiltParts {
  const lock = packageLockSchema.parse({
    lockfileVersion: 3,
    packages: {
      'node_modules/server': { version: server, optionalDependencies: { native: '1.0.0' } },
      'node_modules/native': { version: '1.0.0', optional: true, os: ['plan9'] },
    },
  });
  const release = {
    ...{ schema: 'catops.release/v1' as const, version: '1.0.0+one', commit: 'one' },
    ...{ isClean: true, committedAt: at, files: ['worker.js'], packages: ['server'] },
  };
  const files = new Map([['worker.js', new TextEncoder().encode('export {};')]]);
  return { release, files, manifest: { dependencies: { server } }, lock };
}

function packagesOf(npm: string | null = 'no-such-program', modules = join(dataDir, 'modules')) {
  return createReleasePackages({
    ...{ modules, npm, env: process.env },
    onProgress: (line) => said.push(line),
    signal: new AbortController().signal,
  });
}

const store = (npm?: string | null) => createReleaseStore(dataDir, packagesOf(npm));

async function publish(content: Uint8Array, version: string, npm?: string) {
  const file = join(dataDir, 'bundle.zip');
  await writeFile(file, content);
  await store(npm).publish({ file, version, description: 'a test', at });
}

const releases = () => readdir(join(dataDir, 'releases')).catch(() => []);

it('makes a release of a bundle, with the packages of this program where they are the same', async () => {
  await publish(zipped(parts()), '1.0.0+one');
  await publish(zipped(parts()), '1.0.0+one');
  const found = { version: '1.0.0+one', createdAt: at, commit: 'one', failed: false };
  expect(await store().list()).toEqual([{ ...found, description: 'a test' }]);
  const directory = join(dataDir, 'releases/1.0.0+one');
  const manifest = await readFile(join(directory, 'node_modules/server/package.json'), 'utf8');
  expect(JSON.parse(manifest)).toEqual({ version: '1.0.0' });
  expect((await lstat(join(directory, 'api-server/worker.js'))).mode & 0o077).toBe(0);
  await store().ready('1.0.0+one');
  await expect(store().ready('2.0.0')).rejects.toMatchObject({ code: 'release-unknown' });
  await expect(store().ready('current')).rejects.toMatchObject({ code: 'release-unknown' });
});

it.each<[string, () => [Uint8Array, string], RegExp]>([
  ['no zip file', () => [new TextEncoder().encode('<html>'), '1.0.0+one'], /no zip file/],
  ['cut short', () => [zipped(parts()).slice(0, 900), '1.0.0+one'], /no zip file/],
  ['of another version', () => [zipped(parts()), '1.0.0+two'], /one of 1\.0\.0\+one, not/],
  [
    'without a file that it names',
    () => [zipped({ ...parts(), files: new Map() }), '1.0.0+one'],
    /worker\.js is missing/,
  ],
  [
    'with a file that would lie outside',
    () => [zipped(parts(), { '../../.ssh/authorized_keys': new Uint8Array(1) }), '1.0.0+one'],
    /it has a file "\.\.\/\.\.\/\.ssh/,
  ],
  [
    'with an absolute path',
    () => [zipped(parts(), { '/etc/passwd': new Uint8Array(1) }), '1.0.0+one'],
    /it has a file "\/etc/,
  ],
  [
    'that would fill the disk',
    () => [zipped(parts(), { zeros: new Uint8Array(65 * 1024 * 1024) }), '1.0.0+one'],
    /too large/,
  ],
  ['by the name of the link', () => [zipped(parts()), 'current'], /cannot be the name/],
  ['by a name that leads elsewhere', () => [zipped(parts()), '../one'], /cannot be the name/],
])('refuses a bundle %s, and leaves nothing of it', async (_, make, message) => {
  const [content, version] = make();
  await expect(publish(content, version)).rejects.toMatchObject({
    code: 'release-invalid',
    message: expect.stringMatching(message),
  });
  expect(await releases()).toEqual([]);
});

it('refuses other content by a name that is taken', async () => {
  await publish(zipped(parts()), '1.0.0+one');
  const other = asVersion(parts(), '1.0.0+one', { 'worker.js': 'throw 1;' });
  const refused = publish(zipped(other), '1.0.0+one');
  await expect(refused).rejects.toMatchObject({ code: 'release-invalid' });
  expect(await releases()).toEqual(['1.0.0+one']);
});

it('keeps what is no file, in place of other content by that name, and removes a release whole', async () => {
  await publish(zipped(parts()), '1.0.0+one');
  const content = zipped(asVersion(parts(), '1.0.0+one', { 'worker.js': 'throw 1;' }));
  const kept = { version: '1.0.0+one', content, description: 'kept', at };
  await store().keep(kept);
  expect(await store().list()).toMatchObject([{ description: 'kept', failed: false }]);
  const worker = join(dataDir, 'releases/1.0.0+one/api-server/worker.js');
  expect(await readFile(worker, 'utf8')).toBe('throw 1;');
  expect(await store().current()).toBeNull();
  await symlink('1.0.0+one', join(dataDir, 'releases/current'));
  expect(await store().current()).toBe('1.0.0+one');
  await store().remove('1.0.0+one');
  expect(await releases()).toEqual(['current']);
});

it('is content when another process makes the same release at the same time', async () => {
  const made = join(dataDir, 'releases/1.0.0+one');
  const provide = (fresh: string) => cp(fresh, made, { recursive: true });
  const kept = { version: '1.0.0+one', content: zipped(parts()), description: 'kept', at };
  await createReleaseStore(dataDir, { provide }).keep(kept);
  expect([await releases(), await store().list()]).toMatchObject([
    ['1.0.0+one'],
    [{ description: 'kept', failed: false }],
  ]);
});

it('sweeps away what killed processes left behind, and nothing else', async () => {
  await publish(zipped(parts()), '1.0.0+one');
  const left = ['.1.0.0+two.4711', '.1.0.0+old.4711.gone', '.current.4711'];
  for (const name of [...left, 'current']) await mkdir(join(dataDir, 'releases', name));
  await store().sweep(Date.now());
  expect(await releases()).toHaveLength(5);
  await store().sweep(Date.now() + 3_700_000);
  expect(await releases()).toEqual(['1.0.0+one', 'current']);
});

it('tells of a release that is not whole any more as failed', async () => {
  await publish(zipped(parts()), '1.0.0+one');
  await rm(join(dataDir, 'releases/1.0.0+one/api-server/worker.js'));
  expect(await store().list()).toMatchObject([{ version: '1.0.0+one', failed: true }]);
});

it('has npm fetch what this program has not, of the lock alone', async () => {
  const npm = join(dataDir, 'npm');
  await writeFile(npm, '#!/bin/sh\necho "$@" > asked\nmkdir node_modules\n');
  await chmod(npm, 0o700);
  await publish(zipped(parts('2.0.0')), '1.0.0+one', npm);
  const directory = join(dataDir, 'releases/1.0.0+one');
  expect(await readFile(join(directory, 'asked'), 'utf8')).toBe(
    'ci --omit=dev --no-audit --no-fund\n',
  );
  expect(said).toEqual([expect.stringContaining('needs server 2.0.0')]);
  expect((await lstat(join(directory, 'node_modules'))).isDirectory()).toBe(true);
});

it('leaves out what this program has not where nothing is to be fetched, and links the rest', async () => {
  const kept = { version: '1.0.0+one', description: 'kept', at };
  await store(null).keep({ ...kept, content: zipped(parts('2.0.0')) });
  const own = join(dataDir, 'releases/1.0.0+one/node_modules');
  await expect(lstat(own)).rejects.toThrow('ENOENT');
  await store(null).keep({ ...kept, content: zipped(parts()) });
  const [there, here] = await Promise.all(
    [own, join(dataDir, 'modules')].map((place) => lstat(join(place, 'server/package.json'))),
  );
  expect([there?.ino, there?.isFile()]).toEqual([here?.ino, true]);
});

it('keeps its packages when npm puts others in the place of those of this program', async () => {
  const modules = join(dataDir, 'modules');
  const deep = 'server/node_modules/deep';
  await mkdir(join(modules, deep, 'lib'), { recursive: true });
  await writeFile(join(modules, deep, 'lib/index.js'), 'deep');
  await writeFile(join(modules, deep, 'package.json'), '{"version": "3.0.0"}');
  await mkdir(join(modules, 'server/node_modules/other'));
  await writeFile(join(modules, 'server/node_modules/other/index.js'), 'not in the lock');
  await symlink('package.json', join(modules, 'server/link.json'));
  const { lock, ...rest } = parts();
  const server = { ...lock.packages['node_modules/server'], dependencies: { deep: '3.0.0' } };
  const found = { 'node_modules/server': server, [`node_modules/${deep}`]: { version: '3.0.0' } };
  const all = { ...lock, packages: { ...lock.packages, ...found } };
  await publish(zipped({ ...rest, lock: all }), '1.0.0+one');
  const release = join(dataDir, 'releases/1.0.0+one');
  expect(await packagesOf().missing(release)).toBeNull();

  await rm(modules, { recursive: true });
  await mkdir(join(modules, 'server'), { recursive: true });
  await writeFile(join(modules, 'server/package.json'), '{"version": "2.0.0"}');
  expect(await packagesOf().missing(release)).toBeNull();
  await store().ready('1.0.0+one');
  const own = await readdir(join(release, 'node_modules'), { recursive: true });
  expect(own.sort()).toEqual([
    ...['server', 'server/link.json', 'server/node_modules', 'server/node_modules/deep'],
    ...['server/node_modules/deep/lib', 'server/node_modules/deep/lib/index.js'],
    ...['server/node_modules/deep/package.json', 'server/package.json'],
  ]);
  const manifest = await readFile(join(release, 'node_modules/server/link.json'), 'utf8');
  expect(JSON.parse(manifest)).toEqual({ version: '1.0.0' });
});

it('says which package npm would have to fetch', async () => {
  const kept = { version: '1.0.0+one', description: 'kept', at };
  await store(null).keep({ ...kept, content: zipped(parts('2.0.0')) });
  const release = join(dataDir, 'releases/1.0.0+one');
  expect(await packagesOf().missing(release)).toBe('server 2.0.0');
});

// A file has two names on one disk alone.
it.skipIf(!existsSync('/dev/shm'))('has a link to packages of another disk', async () => {
  const modules = await mkdtemp('/dev/shm/catops-modules-');
  try {
    await cp(join(dataDir, 'modules'), modules, { recursive: true });
    const directory = join(dataDir, 'release');
    await mkdir(directory);
    await writeFile(join(directory, 'package-lock.json'), JSON.stringify(parts().lock));
    await packagesOf('no-such-program', modules).provide(directory);
    expect(await readlink(join(directory, 'node_modules'))).toBe(modules);
    expect((await readdir(directory)).sort()).toEqual(['node_modules', 'package-lock.json']);
  } finally {
    await rm(modules, { recursive: true });
  }
});

it('makes no release when its packages cannot be had', async () => {
  const npm = join(dataDir, 'npm');
  await writeFile(npm, '#!/bin/sh\necho "npm error network" >&2\nexit 1\n');
  await chmod(npm, 0o700);
  await expect(publish(zipped(parts('2.0.0')), '1.0.0+one', npm)).rejects.toMatchObject({
    code: 'vendor-unreachable',
    message: expect.stringContaining('npm error network'),
  });
  expect(await releases()).toEqual([]);
});
