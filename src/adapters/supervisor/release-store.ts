import { createHash } from 'node:crypto';
import { lstat, mkdir, open, readdir, readlink, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { pid } from 'node:process';
import { releaseVersion } from '../../contracts/release.js';
import { currentRelease, releasesDirectory } from '../../contracts/supervisor-control.js';
import type { Release } from '../../environments/ports.js';
import { CatopsError, messageOf, systemErrorCode } from '../../platform/errors.js';
import { readBundle } from './check-bundle.js';
import { describeRelease, publishedFile, publishedOf } from './describe-release.js';
import type { ReleasePackages } from './release-packages.js';
import { unpackBundle } from './unpack-bundle.js';

/** What is being made or removed, by the process that does it. */
const unfinished = /^\.[0-9A-Za-z].*\.\d+(\.gone)?$/;
/** Longer than making one takes, with what npm fetches for it. */
const unfinishedMs = 3_600_000;

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
  /** The same of what a file would hold; it takes the place of other content by that name. */
  keep(bundle: {
    readonly content: Uint8Array;
    readonly version: string;
    readonly description: string;
    /** ISO 8601 UTC. */
    readonly at: string;
  }): Promise<void>;
  /** The one that the next start takes; null when that is none. */
  current(): Promise<string | null>;
  /** Removes one at once, as far as anybody who looks can see. */
  remove(version: string): Promise<void>;
  /** Removes what was begun by processes that were killed, if it is older than an hour. */
  sweep(nowMs: number): Promise<void>;
  /** Sees to it that its packages are there; throws `release-unknown` when it is not. */
  ready(version: string): Promise<void>;
}

export function createReleaseStore(
  dataDir: string,
  packages: Pick<ReleasePackages, 'provide'>,
): ReleaseStore {
  const root = join(dataDir, releasesDirectory);
  const directoryOf = (version: string) => join(root, version);

  async function remove(version: string): Promise<void> {
    const gone = join(root, `.${version}.${pid}.gone`);
    await rename(directoryOf(version), gone);
    await rm(gone, { recursive: true, force: true });
  }

  async function make(
    content: Uint8Array,
    { version, description, at }: { version: string; description: string; at: string },
    replaces: boolean,
  ): Promise<void> {
    if (!isName(version)) throw refused(`"${version}" cannot be the name of a release.`);
    const sha256 = createHash('sha256').update(content).digest('hex');
    const known = await publishedOf(directoryOf(version));
    if (known?.sha256 === sha256) return;
    if (known && !replaces)
      throw refused(`There is a release ${version} already, with other content.`);
    const files = unpackBundle(content, version);
    const fresh = join(root, `.${version}.${pid}`);
    try {
      await rm(fresh, { recursive: true, force: true });
      await writeRelease(fresh, files, { v: 1, at, description, sha256 });
      await packages.provide(fresh);
      if (known) await remove(version);
      await rename(fresh, directoryOf(version)).catch(async (error: unknown) => {
        // Another process made the same meanwhile.
        if ((await publishedOf(directoryOf(version)))?.sha256 !== sha256) throw error;
      });
      await settle(root);
    } catch (error) {
      throw error instanceof CatopsError ? error : unwritable(root, error);
    } finally {
      await rm(fresh, { recursive: true, force: true });
    }
  }

  return {
    async list() {
      const names = (await namesIn(root)).filter(isName);
      const found = await Promise.all(
        names.map((name) => describeRelease(directoryOf(name), name)),
      );
      return found
        .flatMap((each) => each ?? [])
        .sort((a, b) => b.createdAt.localeCompare(a.createdAt));
    },

    publish: async ({ file, ...about }) => make(await readBundle(file), about, false),
    keep: ({ content, ...about }) => make(content, about, true),
    current: async () => {
      const target = await readlink(join(root, currentRelease)).catch(() => null);
      return target === null ? null : basename(target);
    },
    remove,
    async sweep(nowMs) {
      for (const name of (await namesIn(root)).filter((each) => unfinished.test(each))) {
        const path = join(root, name);
        if (nowMs - (await lstat(path)).mtimeMs > unfinishedMs)
          await rm(path, { recursive: true, force: true });
      }
    },

    async ready(version) {
      const directory = directoryOf(version);
      if (!isName(version) || !(await describeRelease(directory, version))) {
        throw new CatopsError('release-unknown', `There is no release ${version} in ${root}.`, {
          hint: 'catops env bundle, and catops env deploy with its file',
        });
      }
      await packages.provide(directory);
    },
  };
}

function isName(version: string): boolean {
  return version !== currentRelease && releaseVersion.safeParse(version).success;
}

async function namesIn(directory: string): Promise<string[]> {
  try {
    return await readdir(directory);
  } catch (error) {
    if (systemErrorCode(error) === 'ENOENT') return [];
    throw new CatopsError('local-store-unwritable', `${directory}: ${messageOf(error)}`);
  }
}

async function writeRelease(
  directory: string,
  files: ReturnType<typeof unpackBundle>,
  published: object,
): Promise<void> {
  for (const [path, { bytes, mode }] of files) await put(join(directory, path), bytes, mode);
  await put(join(directory, publishedFile), JSON.stringify(published), 0o600);
}

function unwritable(root: string, cause: unknown): CatopsError {
  const hint = 'free some space, or choose another directory (CATOPS_DATA_DIR)';
  const text = `${root}: ${messageOf(cause)}`;
  return new CatopsError('local-store-unwritable', text, { hint, cause });
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
