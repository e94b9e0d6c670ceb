import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { pid } from 'node:process';
import { renditionWidths } from '../features/images/index.js';
import type { DataPaths } from '../infra/data-paths.js';
import { createDirectoryObjects } from '../infra/objects/directory-objects.js';
import { nameProcess } from '../infra/process-name.js';
import type { Db } from '../infra/sql/tables.js';

/** Names of uploads, which come with their row within a minute. */
const uploadName = /^(?:[a-z]+\/)?([\w-]{9})\.(?:jpg|png|gif)$/;
const youngestMs = 3_600_000;
const atOnce = 500;

/**
 * Removes what API processes left that were killed over an upload: files that are half written,
 * whole ones whose row was never made, and those whose row says that they are deleted.
 */
export async function sweepPictures(
  { db, paths, now }: { readonly db: Db; readonly paths: DataPaths; readonly now: number },
  keep: ReadonlySet<string>,
): Promise<void> {
  const process = nameProcess(pid);
  await createDirectoryObjects({ directory: paths.objects, process, now: () => now }).tidy();
  const uploads = (await filesOf(paths)).filter((name) => {
    const id = idOf(name);
    return id !== undefined && !keep.has(id);
  });
  for (let start = 0; start < uploads.length; start += atOnce) {
    const names = uploads.slice(start, start + atOnce);
    const rows = await db
      .selectFrom('images')
      .select('id')
      .where(
        'id',
        'in',
        names.flatMap((name) => idOf(name) ?? []),
      )
      .where('deleted_at', 'is', null)
      .execute();
    const present = new Set(rows.map(({ id }) => id));
    for (const name of names) {
      if (!present.has(idOf(name) ?? '')) await removeOld(join(paths.images, name), now);
    }
  }
}

/** Names of pictures and of their smaller copies. */
async function filesOf({ images }: DataPaths): Promise<string[]> {
  const names = await readdir(images);
  for (const size of Object.keys(renditionWidths)) {
    const copies = names.includes(size) ? await readdir(join(images, size)) : [];
    names.push(...copies.map((name) => `${size}/${name}`));
  }
  return names;
}

function idOf(name: string): string | undefined {
  return uploadName.exec(name)?.[1];
}

/** A young one may be an upload that is on its way. */
async function removeOld(path: string, now: number): Promise<void> {
  const changedAt = (await stat(path).catch(() => undefined))?.mtimeMs ?? now;
  if (now - changedAt > youngestMs) await rm(path, { force: true });
}
