import { execFile } from 'node:child_process';
import { lstat, readFile, rm, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import * as z from 'zod';
import { CatopsError, systemErrorCode } from '../../platform/errors.js';
import { printable } from '../../platform/terminal-text.js';

/** Where the npm packages of a release come from. */
export interface ReleasePackages {
  /**
   * Sees to it that a release has the packages of its lock: those of this program by a link, where
   * they are the same, or its own, which npm fetches. Safe to repeat.
   */
  provide(directory: string): Promise<void>;
}

export interface PackagesOptions {
  /** `node_modules` of this program. */
  readonly modules: string;
  /** Program that fetches packages, `npm`; null leaves out what this program has not. */
  readonly npm?: string | null | undefined;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly onProgress: (text: string) => void;
  readonly signal: AbortSignal;
}

const lockSchema = z.object({
  packages: z.record(
    z.string(),
    z.object({ version: z.string().optional(), optional: z.boolean().optional() }),
  ),
});
const manifestSchema = z.object({ version: z.string() });

/** As long as fetching a hundred megabytes may take. */
const installMs = 10 * 60_000;

export function createReleasePackages(options: PackagesOptions): ReleasePackages {
  const { modules, onProgress } = options;
  return {
    async provide(directory) {
      const own = join(directory, 'node_modules');
      if ((await kindOf(own)) === 'directory') return;
      const differing = await firstDifference(directory, modules);
      if (differing === null) {
        if ((await kindOf(own)) === 'absent') await symlink(modules, own);
        return;
      }
      const { npm = 'npm' } = options;
      if (npm === null) return;
      await rm(own, { force: true });
      onProgress(`The release needs ${differing}, which this program has not: npm fetches all.`);
      await install(directory, npm, options);
    },
  };
}

/** A package of the lock that is not there in that version; null when all are. */
async function firstDifference(directory: string, modules: string): Promise<string | null> {
  const { packages } = lockSchema.parse(await readJson(join(directory, 'package-lock.json')));
  for (const [path, { version, optional }] of Object.entries(packages)) {
    // Those of other platforms are in the lock, and nowhere else.
    if (path === '' || optional) continue;
    const place = join(modules, path.slice('node_modules/'.length), 'package.json');
    const here = manifestSchema.safeParse(await readJson(place).catch(() => null)).data?.version;
    if (here !== version) return `${path.replace(/^.*node_modules\//, '')} ${version}`;
  }
  return null;
}

async function install(directory: string, npm: string, { env, signal }: PackagesOptions) {
  const args = ['ci', '--omit=dev', '--no-audit', '--no-fund'];
  try {
    await promisify(execFile)(npm, args, { cwd: directory, env, signal, timeout: installMs });
  } catch (error) {
    signal.throwIfAborted();
    const { stderr } = error as { readonly stderr?: unknown };
    const said = typeof stderr === 'string' ? (stderr.trim().split('\n').at(-1) ?? '') : '';
    await rm(join(directory, 'node_modules'), { recursive: true, force: true });
    throw new CatopsError(
      'vendor-unreachable',
      `npm could not fetch the packages of the release: ${printable(said) || 'it did not run'}.`,
      { hint: 'npm ci here at the commit of the release, and again', cause: error },
    );
  }
}

async function readJson(file: string): Promise<unknown> {
  return JSON.parse(await readFile(file, 'utf8'));
}

async function kindOf(path: string): Promise<'absent' | 'link' | 'directory'> {
  try {
    return (await lstat(path)).isSymbolicLink() ? 'link' : 'directory';
  } catch (error) {
    if (systemErrorCode(error) === 'ENOENT') return 'absent';
    throw error;
  }
}
