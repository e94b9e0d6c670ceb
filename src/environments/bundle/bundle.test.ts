import { expect, it } from 'vitest';
import { type BuiltParts, bundleFiles } from './bundle.js';
import { makeBundle } from './make-bundle.js';
import type { BundleArchive } from './ports.js';
import { packageLockSchema, pruneLock } from './prune-lock.js';

const lock = packageLockSchema.parse({
  ...{ name: 'catops', version: '0.1.0', lockfileVersion: 3, requires: true },
  packages: {
    '': { name: 'catops', dependencies: { server: '1.0.0', view: '1.0.0' } },
    'node_modules/server': {
      ...{ version: '1.0.0', integrity: 'sha512-s' },
      dependencies: { deep: '^2.0.0', shared: '^1.0.0' },
      optionalDependencies: { 'native-linux': '1.0.0', 'native-mac': '1.0.0' },
      peerDependencies: { needed: '*', wished: '*' },
      peerDependenciesMeta: { wished: { optional: true } },
    },
    'node_modules/server/node_modules/deep': { version: '2.0.0', dependencies: { shared: '*' } },
    'node_modules/deep': { version: '1.0.0' },
    'node_modules/shared': { version: '1.0.0', devOptional: true },
    'node_modules/needed': { version: '1.0.0', dev: true, peer: true },
    'node_modules/wished': { version: '1.0.0', dev: true },
    'node_modules/native-linux': { version: '1.0.0', optional: true, os: ['linux'] },
    'node_modules/native-mac': { version: '1.0.0', devOptional: true, os: ['darwin'] },
    'node_modules/view': { version: '1.0.0', dependencies: { shared: '*' } },
  },
});
const root = { name: 'cat-api', version: '1', dependencies: { server: '1.0.0' } };

it('keeps of a lock what is needed, nested and for every platform, and nothing else', () => {
  const { packages } = pruneLock(lock, root);
  expect(packages).toEqual({
    '': root,
    'node_modules/server': lock.packages['node_modules/server'],
    'node_modules/server/node_modules/deep': { version: '2.0.0', dependencies: { shared: '*' } },
    'node_modules/shared': { version: '1.0.0' },
    'node_modules/needed': { version: '1.0.0', peer: true },
    'node_modules/native-linux': { version: '1.0.0', optional: true, os: ['linux'] },
    'node_modules/native-mac': { version: '1.0.0', optional: true, os: ['darwin'] },
  });
});

const parts = (isClean: boolean, content = 'one'): BuiltParts => ({
  release: {
    ...{ schema: 'catops.release/v1', version: '0.1.0+4faa961abcde', commit: '4faa961abcde' },
    ...{ isClean, committedAt: '2018-11-14T03:10:00.000Z' },
    ...{ files: ['worker.js'], packages: ['server'] },
  },
  files: new Map([['worker.js', new TextEncoder().encode(content)]]),
  manifest: { dependencies: { server: '1.0.0', view: '1.0.0' }, engines: { node: '>=20.19' } },
  lock,
});

it('holds the processes, their packages, and what Elastic Beanstalk asks for', () => {
  const files = new Map(bundleFiles(parts(true)).map((file) => [file.path, file]));
  expect([...files.keys()]).toEqual([
    '.ebextensions/catops.config',
    '.platform/hooks/predeploy/01_data_directory.sh',
    'Procfile',
    'api-server/release.json',
    'api-server/worker.js',
    'package-lock.json',
    'package.json',
  ]);
  expect(files.get('Procfile')?.content).toBe('web: node api-server/supervisor.js\n');
  // Hooks that are no programs are an error of the deployment there.
  expect(files.get('.platform/hooks/predeploy/01_data_directory.sh')?.runs).toBe(true);
  const manifest = JSON.parse(String(files.get('package.json')?.content));
  expect(manifest).toMatchObject({ type: 'module', dependencies: { server: '1.0.0' } });
  expect(manifest.dependencies).not.toHaveProperty('view');
  expect(JSON.parse(String(files.get('package-lock.json')?.content)).packages['']).toMatchObject({
    name: manifest.name,
    version: manifest.version,
    dependencies: manifest.dependencies,
    engines: manifest.engines,
  });
});

const archive: BundleArchive = {
  pack: (files) => new TextEncoder().encode(JSON.stringify(files)),
  hash: (content) =>
    content
      .reduce((sum, byte) => (sum * 31 + byte) % 2 ** 32, 7)
      .toString(16)
      .padStart(8, '0'),
  write: async (file) => `/here/${file}`,
};
const make = (built: BuiltParts, dirty: boolean) =>
  makeBundle(
    { built: { read: async () => built }, archive },
    { dirty, dryRun: false, out: (version) => `${version}.zip` },
  );

it('names a bundle after the commit, and refuses a build of no commit alone', async () => {
  const made = await make(parts(true), false);
  expect([made.release.version, made.file]).toEqual([
    '0.1.0+4faa961abcde',
    '/here/0.1.0+4faa961abcde.zip',
  ]);
  await expect(make(parts(false), false)).rejects.toMatchObject({ code: 'release-invalid' });
});

it('gives two different builds of no commit two names', async () => {
  const [one, same, other] = await Promise.all([
    make(parts(false, 'one'), true),
    make(parts(false, 'one'), true),
    make(parts(false, 'two'), true),
  ]);
  expect(one.release.version).toMatch(/^0\.1\.0\+4faa961abcde\.[0-9a-f]{8}$/);
  expect(same.release.version).toBe(one.release.version);
  expect(other.release.version).not.toBe(one.release.version);
});
