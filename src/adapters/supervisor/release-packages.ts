import { execFile } from 'node:child_process';
import { lstat, readFile, rm, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import * as z from 'zod';
import { CatopsError, systemErrorCode } from '../../platform/errors.js';
import { printable } from '../../platform/terminal-text.js';
import { linkPackages } from './link-packages.js';

/** Where the npm packages of a release come from. */
export interface ReleasePackages {
  /**
   * Sees to it that a release has the packages of its lock: those of this program, where they are the
   * same, or what npm fetches. It keeps them whatever becomes of those of this program, unless they
   * are on another disk: then it has a link. Safe to repeat.
   */
  provide(directory: string): Promise<void>;
  /** A package that a release needs and npm would have to fetch; null where it has all. */
  missing(directory: string): Promise<string | null>;
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
      const { differing, paths } = await compare(directory, modules);
      if (differing === null) {
        if ((await kindOf(own)) === 'absent') await take(paths, modules, own);
        return;
      }
      const { npm = 'npm' } = options;
      if (npm === null) return;
      await rm(own, { force: true });
      onProgress(`The release needs ${differing}, which this program has not: npm fetches all.`);
      await install(directory, npm, options);
    },
    async missing(directory) {
      if ((await kindOf(join(directory, 'node_modules'))) === 'directory') return null;
      return (await compare(directory, modules)).differing;
    },
  };
}

/** Where packages of the lock lie, and the first that is not there in that version; null when all are. */
async function compare(
  directory: string,
  modules: string,
): Promise<{ differing: string | null; paths: string[] }> {
  const { packages } = lockSchema.parse(await readJson(join(directory, 'package-lock.json')));
  const paths: string[] = [];
  for (const [key, { version, optional }] of Object.entries(packages)) {
    if (key === '') continue;
    const path = key.slice('node_modules/'.length);
    paths.push(path);
    // Those of other platforms are in the lock, and nowhere else.
    if (optional) continue;
    const place = join(modules, path, 'package.json');
    const here = manifestSchema.safeParse(await readJson(place).catch(() => null)).data?.version;
    if (here !== version)
      return { differing: `${path.replace(/^.*node_modules\//, '')} ${version}`, paths };
  }
  return { differing: null, paths };
}

async function take(paths: readonly string[], modules: string, own: string): Promise<void> {
  try {
    await linkPackages(paths, modules, own);
  } catch {
    // On another disk, or made by another process meanwhile.
    if ((await kindOf(own)) === 'absent') await symlink(modules, own);
  }
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
