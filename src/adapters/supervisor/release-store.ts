import { createHash } from 'node:crypto';
import { lstat, mkdir, open, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pid } from 'node:process';
import { z } from 'zod';
import { releaseFile, releaseSchema, releaseVersion } from '../../contracts/release.js';
import { currentRelease, releasesDirectory } from '../../contracts/supervisor-control.js';
import type { Release } from '../../environments/ports.js';
import { CatopsError, messageOf, systemErrorCode } from '../../platform/errors.js';
import type { ReleasePackages } from './release-packages.js';
import { unpackBundle } from './unpack-bundle.js';

/** What is kept of the bundle that a release was made of. */
const publishedFile = 'published.json';
const publishedSchema = z.object({
  v: z.literal(1),
  at: z.string(),
  description: z.string(),
  sha256: z.string(),
});

/** Releases of a data directory, each in a directory of its name. */
export interface ReleaseStore {
  /** Newest first. */
  list(): Promise<readonly Release[]>;
  /** Makes a release of a bundle: whole, or not at all. */
  publish(bundle: {
    readonly file: string;
    readonly version: string;
    readonly description: string;
    /** ISO 8601 UTC. */
    readonly at: string;
  }): Promise<void>;
  /** Sees to it that its packages are there; throws `release-unknown` when it is not. */
  ready(version: string): Promise<void>;
}

export function createReleaseStore(dataDir: string, packages: ReleasePackages): ReleaseStore {
  const root = join(dataDir, releasesDirectory);
  const directoryOf = (version: string) => join(root, version);
  return {
    async list() {
      const names = (await namesIn(root)).filter(
        (name) => name !== currentRelease && releaseVersion.safeParse(name).success,
      );
      const found = await Promise.all(names.map((name) => describe(directoryOf(name), name)));
      return found
        .flatMap((each) => each ?? [])
        .sort((a, b) => b.createdAt.localeCompare(a.createdAt));
    },

    async publish({ file, version, description, at }) {
      if (version === currentRelease || !releaseVersion.safeParse(version).success)
        throw refused(`"${version}" cannot be the name of a release.`);
      const content = await readBundle(file);
      const sha256 = createHash('sha256').update(content).digest('hex');
      const known = await publishedOf(directoryOf(version));
      if (known?.sha256 === sha256) return;
      if (known) throw refused(`There is a release ${version} already, with other content.`);
      const files = unpackBundle(content, version);
      const fresh = join(root, `.${version}.${pid}`);
      try {
        await rm(fresh, { recursive: true, force: true });
        for (const [path, { bytes, mode }] of files) await put(join(fresh, path), bytes, mode);
        const published = { v: 1, at, description, sha256 };
        await put(join(fresh, publishedFile), JSON.stringify(published), 0o600);
        await packages.provide(fresh);
        await rename(fresh, directoryOf(version));
        await settle(root);
      } catch (error) {
        if (error instanceof CatopsError) throw error;
        const hint = 'free some space, or choose another directory (CATOPS_DATA_DIR)';
        const text = `${root}: ${messageOf(error)}`;
        throw new CatopsError('local-store-unwritable', text, { hint, cause: error });
      } finally {
        await rm(fresh, { recursive: true, force: true });
      }
    },

    async ready(version) {
      const directory = directoryOf(version);
      const isName = version !== currentRelease && releaseVersion.safeParse(version).success;
      if (!isName || !(await describe(directory, version))) {
        throw new CatopsError('release-unknown', `There is no release ${version} in ${root}.`, {
          hint: 'catops env bundle, and catops env deploy with its file',
        });
      }
      await packages.provide(directory);
    },
  };
}

/** Null for what is no release; one that cannot be read whole is there, and failed. */
async function describe(directory: string, version: string): Promise<Release | null> {
  const published = await publishedOf(directory);
  if (!published) return null;
  const release = await readJson(join(directory, 'api-server', releaseFile), releaseSchema);
  const { at: createdAt, description } = published;
  const failed = release?.version !== version || !(await hasFiles(directory, release.files));
  return { version, createdAt, commit: release?.commit ?? null, failed, description };
}

async function hasFiles(directory: string, files: readonly string[]): Promise<boolean> {
  const looks = files.map((file) => lstat(join(directory, 'api-server', file)));
  const seen = await Promise.allSettled(looks);
  return seen.every((look) => look.status === 'fulfilled' && look.value.isFile());
}

function publishedOf(directory: string) {
  return readJson(join(directory, publishedFile), publishedSchema);
}

async function readJson<T>(file: string, schema: z.ZodType<T>): Promise<T | null> {
  try {
    return schema.parse(JSON.parse(await readFile(file, 'utf8')));
  } catch {
    return null;
  }
}

async function namesIn(directory: string): Promise<string[]> {
  try {
    return await readdir(directory);
  } catch (error) {
    if (systemErrorCode(error) === 'ENOENT') return [];
    throw new CatopsError('local-store-unwritable', `${directory}: ${messageOf(error)}`);
  }
}

async function readBundle(file: string): Promise<Uint8Array> {
  try {
    return new Uint8Array(await readFile(file));
  } catch (error) {
    throw refused(`The bundle cannot be read: ${messageOf(error)}.`);
  }
}

async function put(path: string, content: Uint8Array | string, mode: number): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  await writeFile(path, content, { mode, flush: true });
}

async function settle(directory: string): Promise<void> {
  const handle = await open(directory, 'r');
  await handle.sync().finally(() => handle.close());
}

function refused(message: string): CatopsError {
  return new CatopsError('release-invalid', message, { hint: 'catops env bundle' });
}
