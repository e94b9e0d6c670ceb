import { existsSync } from 'node:fs';
import { readlink } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { createReleasePackages } from '../../src/adapters/supervisor/release-packages.js';
import { createReleaseStore } from '../../src/adapters/supervisor/release-store.js';
import { currentRelease, releasesDirectory } from '../../src/contracts/supervisor-control.js';
import type { Host } from '../../src/platform/host.js';

/** Where the environment of this machine is. */
export interface LocalPlace {
  readonly host: Pick<Host, 'env' | 'signal'>;
  /** Where the built program lies, a URL ending in a slash. */
  readonly distDir: URL;
  readonly dataDir: string;
  readonly say: (line: string) => void;
}

/** The processes of the release that was deployed last, by the link to it; null when none was. */
export async function currentDirectory(place: LocalPlace): Promise<URL | null> {
  const link = join(place.dataDir, releasesDirectory, currentRelease);
  const target = await readlink(link).catch(() => null);
  if (target === null) return null;
  await store(place).ready(basename(target));
  return pathToFileURL(join(link, 'api-server/'));
}

function store({ distDir, dataDir, host, say }: LocalPlace) {
  const { env, signal } = host;
  const modules = modulesAbove(fileURLToPath(distDir));
  return createReleaseStore(
    dataDir,
    createReleasePackages({ modules, env, signal, onProgress: say }),
  );
}

/** The `node_modules` that this program finds its packages in. */
function modulesAbove(directory: string): string {
  for (let at = directory; ; at = join(at, '..')) {
    const modules = join(at, 'node_modules');
    if (existsSync(join(modules, 'fastify')) || at === join(at, '..')) return modules;
  }
}
