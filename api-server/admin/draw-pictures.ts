import { randomUUID } from 'node:crypto';
import { readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { SeedPicture } from './seed.js';

const fileName = ({ id, extension }: Pick<SeedPicture, 'id' | 'extension'>) => `${id}.${extension}`;

/** Those of the pictures that have no file yet. */
export async function withoutFile<P extends Pick<SeedPicture, 'id' | 'extension'>>(
  directory: string,
  pictures: readonly P[],
): Promise<P[]> {
  const present = new Set(await readdir(directory));
  return pictures.filter((picture) => !present.has(fileName(picture)));
}

/**
 * Draws the files, a few at a time. Each appears whole or not at all, so being killed in the middle
 * does no harm, nor does another process that draws the same ones.
 */
export async function drawPictures(
  directory: string,
  pictures: readonly SeedPicture[],
  options: { readonly concurrency: number; readonly progress: (text: string) => void },
): Promise<void> {
  const waiting = [...pictures];
  const total = pictures.length;
  const step = Math.max(1, Math.ceil(total / 5));
  let done = 0;
  const drawSome = async () => {
    for (let picture = waiting.shift(); picture; picture = waiting.shift()) {
      await writeWhole(join(directory, fileName(picture)), await picture.draw());
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
