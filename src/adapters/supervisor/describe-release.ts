import { lstat, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { releaseFile, releaseSchema } from '../../contracts/release.js';
import type { Release } from '../../environments/ports.js';

/** What is kept of the bundle that a release was made of. */
export const publishedFile = 'published.json';
const publishedSchema = z.object({
  v: z.literal(1),
  at: z.string(),
  description: z.string(),
  sha256: z.string(),
});

/** Null for what is no release; one that cannot be read whole is there, and failed. */
export async function describeRelease(directory: string, version: string): Promise<Release | null> {
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

/** What is known of the bundle it was made of; null for what is no release. */
export function publishedOf(directory: string) {
  return readJson(join(directory, publishedFile), publishedSchema);
}

async function readJson<T>(file: string, schema: z.ZodType<T>): Promise<T | null> {
  try {
    return schema.parse(JSON.parse(await readFile(file, 'utf8')));
  } catch {
    return null;
  }
}
