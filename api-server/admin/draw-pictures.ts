import { randomUUID } from 'node:crypto';
import { mkdir, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pictureFile, renditionWidths } from '../features/images/index.js';
import type { Seed, SeedPicture } from './seed.js';

/** Those of the pictures that have no file yet. */
export async function withoutFile<P extends Pick<SeedPicture, 'id' | 'extension'>>(
  directory: string,
  pictures: readonly P[],
): Promise<P[]> {
  const present = new Set(await readdir(directory));
  return pictures.filter((picture) => !present.has(pictureFile(picture)));
}

/**
 * Draws the files and their smaller copies, a few at a time. Each appears whole or not at all, the
 * picture itself last, so being killed in the middle does no harm, nor does another process that draws
 * the same ones.
 */
export async function drawPictures(
  directory: string,
  { pictures, resize }: Pick<Seed, 'pictures' | 'resize'>,
  options: { readonly concurrency: number; readonly progress: (text: string) => void },
): Promise<void> {
  for (const name of Object.keys(renditionWidths)) {
    await mkdir(join(directory, name), { recursive: true, mode: 0o700 });
  }
  const waiting = [...pictures];
  const total = pictures.length;
  const step = Math.max(1, Math.ceil(total / 5));
  let done = 0;
  const drawSome = async () => {
    for (let picture = waiting.shift(); picture; picture = waiting.shift()) {
      const bytes = Buffer.from(await picture.draw());
      for (const copy of await resize(bytes, picture)) {
        await writeWhole(join(directory, pictureFile(picture, copy.name)), copy.bytes);
      }
      await writeWhole(join(directory, pictureFile(picture)), bytes);
      done += 1;
      if (done % step === 0 || done === total)
        options.progress(`Drew ${done} of ${total} pictures`);
    }
  };
  await Promise.all(Array.from({ length: options.concurrency }, drawSome));
}

async function writeWhole(path: string, bytes: Uint8Array): Promise<void> {
  const temporary = `${path}.${randomUUID()}.tmp`;
  try {
    await writeFile(temporary, bytes, { mode: 0o600 });
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

/** Removes what processes left behind that were killed while they wrote. */
export async function removeLeftovers(directory: string, now: number): Promise<void> {
  for (const name of await readdir(directory)) {
    // The folder `.tmp` is that of uploads.
    if (!name.endsWith('.tmp') || name.startsWith('.')) continue;
    const path = join(directory, name);
    const age = now - ((await stat(path).catch(() => undefined))?.mtimeMs ?? now);
    // A younger one may be another process at work.
    if (age > 600_000) await rm(path, { force: true });
  }
}
