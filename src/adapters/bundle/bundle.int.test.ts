import { cp, mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { isBuiltin } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { strFromU8, unzipSync } from 'fflate';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { releaseSchema } from '../../contracts/release.js';
import { makeBundle } from '../../environments/bundle/make-bundle.js';
import { builtFile } from '../../testing/built.js';
import { createBuiltRelease } from './built-release.js';
import { createZipArchive } from './zip-archive.js';

const secret = 'sk_live_canary_of_a_secret';
let copy: string;
let zip: Uint8Array;

async function bundleOf(project: string): Promise<Uint8Array> {
  const { file } = await makeBundle(
    {
      built: createBuiltRelease(pathToFileURL(join(project, 'dist/'))),
      archive: createZipArchive(copy),
    },
    { dirty: true, dryRun: false, out: () => 'bundles/it.zip' },
  );
  return new Uint8Array(await readFile(file ?? ''));
}

beforeAll(async () => {
  copy = await mkdtemp(join(tmpdir(), 'catops-bundle-'));
  const project = join(copy, 'one');
  await cp(fileURLToPath(builtFile('api-server/')), join(project, 'dist/api-server'), {
    recursive: true,
  });
  for (const name of ['package.json', 'package-lock.json'])
    await cp(fileURLToPath(new URL(`../../../${name}`, import.meta.url)), join(project, name));
  for (const place of ['.env', 'dist/.env', 'dist/api-server/.env', 'dist/api-server/keys.js'])
    await writeFile(join(project, place), secret);
  zip = await bundleOf(project);
});
afterAll(() => rm(copy, { recursive: true, force: true }));

it('is the same, byte for byte, elsewhere, later, and in another zone', async () => {
  const elsewhere = join(copy, 'two');
  await cp(join(copy, 'one'), elsewhere, { recursive: true });
  const files = await readdir(join(elsewhere, 'dist/api-server'));
  for (const name of files.reverse())
    await utimes(join(elsewhere, 'dist/api-server', name), new Date(0), new Date(0));
  const zone = process.env['TZ'];
  try {
    process.env['TZ'] = 'Pacific/Apia';
    expect(Buffer.compare(await bundleOf(elsewhere), zip)).toBe(0);
  } finally {
    if (zone === undefined) delete process.env['TZ'];
    else process.env['TZ'] = zone;
  }
});

it('is small, and holds no secret, no test, no drill and no source', () => {
  expect(zip.length).toBeLessThan(3_000_000);
  const files = unzipSync(zip);
  const names = Object.keys(files);
  expect(names.filter((name) => /test|drill|\.env|\.map$|\.ts$|keys\.js/.test(name))).toEqual([]);
  expect(Object.values(files).filter((bytes) => strFromU8(bytes).includes(secret))).toEqual([]);
});

it('holds every file that it says it does, and a lock of every package that they import', () => {
  const files = unzipSync(zip);
  const textOf = (name: string) => strFromU8(files[name] ?? new Uint8Array());
  const release = releaseSchema.parse(JSON.parse(textOf('api-server/release.json')));
  const built = Object.keys(files).filter((name) => /^api-server\/.*\.js$/.test(name));
  expect(built).toEqual(release.files.map((name) => `api-server/${name}`).sort());
  const imports =
    /^(?:\} from |import (?:[^"\n]* from )?)"([^".][^"]*)";$|\bimport\("([^".][^"]*)"\)/gm;
  const imported = built.flatMap((name) =>
    [...textOf(name).matchAll(imports)].map(([, at, late]) => String(at ?? late)),
  );
  const packages = imported.filter((at) => !isBuiltin(at));
  const locked = JSON.parse(textOf('package-lock.json')).packages as Record<string, object>;
  const nameOf = (at: string) => at.match(/^(@[^/]+\/)?[^/]+/)?.[0];
  expect(new Set(packages.map(nameOf))).toEqual(new Set(release.packages));
  expect(Object.keys(locked)).toEqual(
    expect.arrayContaining(release.packages.map((name) => `node_modules/${name}`)),
  );
  // What only the command line needs stays away: an engine of 70 MB, for one.
  expect(Object.keys(locked).filter((name) => /duckdb|ink$|react$|autocannon/.test(name))).toEqual(
    [],
  );
});
