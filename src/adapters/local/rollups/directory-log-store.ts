import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { CatopsError, messageOf, systemErrorCode } from '../../../platform/errors.js';
import type { Day, LogFile, LogStore } from '../../../rollups/ports.js';
import { isDay, isHour } from '../../../rollups/windows.js';

/** Files looked at side by side. */
const batch = 64;

/**
 * Finished log files in a directory, `dt=2018-11-15/hour=21/…json.gz`. An etag is size and time of
 * change: it survives a copy that keeps times, and needs no file to be read.
 */
export function createDirectoryLogStore(options: {
  /** Absolute. Need not be there. */
  readonly directory: string;
}): LogStore {
  const root = options.directory;
  return {
    place: root,
    list: (dt, signal) => guarded(root, () => list(root, dt, signal)),
    days: () => guarded(root, () => days(root)),
    local: async (file) => join(root, file.key),
    remove: (files, signal) =>
      guarded(root, async () => {
        for (const file of files) {
          signal.throwIfAborted();
          await rm(join(root, file.key), { force: true });
        }
      }),
  };
}

async function list(root: string, dt: Day, signal: AbortSignal): Promise<readonly LogFile[]> {
  const keys = (await namesIn(join(root, `dt=${dt}`))).flatMap((name) => {
    const hour = /^hour=(.*)$/.exec(name)?.[1] ?? '';
    return isHour(hour) ? [{ hour, key: `dt=${dt}/${name}` }] : [];
  });
  const files: LogFile[] = [];
  for (const { hour, key } of keys) {
    const names = (await namesIn(join(root, key))).filter(isLogFile);
    for (let at = 0; at < names.length; at += batch) {
      signal.throwIfAborted();
      const some = names.slice(at, at + batch).map((name) => `${key}/${name}`);
      const seen = await Promise.all(some.map((path) => lookAt(root, path)));
      files.push(...seen.flatMap((each) => (each ? [{ ...each, dt, hour }] : [])));
    }
  }
  return files;
}

/** Null for what was removed since it was listed, and for what is no file. */
async function lookAt(root: string, key: string) {
  try {
    const seen = await stat(join(root, key), { bigint: true });
    if (!seen.isFile()) return null;
    return { key, size: Number(seen.size), etag: `${seen.size}-${seen.mtimeNs}` };
  } catch (error) {
    if (systemErrorCode(error) === 'ENOENT') return null;
    throw error;
  }
}

async function days(root: string): Promise<readonly Day[]> {
  const found: Day[] = [];
  for (const name of await namesIn(root)) {
    const dt = /^dt=(.*)$/.exec(name)?.[1] ?? '';
    if (isDay(dt) && (await hasFile(join(root, name)))) found.push(dt);
  }
  return found;
}

async function hasFile(directory: string): Promise<boolean> {
  for (const hour of await namesIn(directory)) {
    if (!isHour(hour.replace('hour=', ''))) continue;
    if ((await namesIn(join(directory, hour))).some(isLogFile)) return true;
  }
  return false;
}

function isLogFile(name: string): boolean {
  return name.endsWith('.json.gz') && !name.startsWith('.');
}

async function namesIn(path: string): Promise<string[]> {
  try {
    return (await readdir(path)).sort();
  } catch (error) {
    const code = systemErrorCode(error);
    if (code === 'ENOENT' || code === 'ENOTDIR') return [];
    throw error;
  }
}

async function guarded<T>(root: string, run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    if (error instanceof CatopsError || systemErrorCode(error) === undefined) throw error;
    throw new CatopsError('local-store-unwritable', `${root}: ${messageOf(error)}`, {
      hint: 'mend the rights of the directory, or set CATOPS_DATA_DIR to another one',
      cause: error,
    });
  }
}
