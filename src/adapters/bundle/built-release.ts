import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import * as z from 'zod';
import { releaseFile, releaseSchema } from '../../contracts/release.js';
import type { BuiltRelease } from '../../environments/bundle/ports.js';
import { packageLockSchema } from '../../environments/bundle/prune-lock.js';
import { CatopsError, messageOf } from '../../platform/errors.js';

const manifestSchema = z.object({
  dependencies: z.record(z.string(), z.string()),
  engines: z.unknown().optional(),
});

/**
 * The build in `distDir`, with the manifest and the lock beside it. Only what the build names is
 * read: nothing else that lies there, a secret for one, can get into a bundle.
 */
export function createBuiltRelease(distDir: URL): BuiltRelease {
  const api = new URL('api-server/', distDir);
  return {
    async read() {
      const release = await readJson(new URL(releaseFile, api), releaseSchema);
      const [manifest, lock] = await Promise.all([
        readJson(new URL('../package.json', distDir), manifestSchema),
        readJson(new URL('../package-lock.json', distDir), packageLockSchema),
      ]);
      const files = await Promise.all(
        release.files.map(async (file) => [file, await bytesOf(new URL(file, api))] as const),
      );
      const unknown = release.packages.filter(
        (name) => !Object.hasOwn(manifest.dependencies, name),
      );
      if (unknown.length > 0) throw invalid(`package.json does not name ${unknown.join(', ')}`);
      return { release, files: new Map(files), manifest, lock };
    },
  };
}

async function bytesOf(file: URL): Promise<Uint8Array> {
  try {
    return new Uint8Array(await readFile(file));
  } catch (error) {
    throw invalid(messageOf(error));
  }
}

async function readJson<T>(file: URL, schema: z.ZodType<T>): Promise<T> {
  const text = Buffer.from(await bytesOf(file)).toString('utf8');
  try {
    return schema.parse(JSON.parse(text));
  } catch (cause) {
    throw invalid(`${fileURLToPath(file)} cannot be read`, cause);
  }
}

function invalid(why: string, cause?: unknown): CatopsError {
  return new CatopsError('release-invalid', `There is no build to make a bundle of: ${why}.`, {
    hint: 'npm run build, in a clone of the repository of catops',
    cause,
  });
}
