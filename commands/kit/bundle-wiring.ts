import { createBuiltRelease } from '../../src/adapters/bundle/built-release.js';
import { createZipArchive } from '../../src/adapters/bundle/zip-archive.js';
import type { MakeBundleDeps } from '../../src/environments/bundle/make-bundle.js';
import type { Host } from '../../src/platform/host.js';
import type { Release } from './wiring.js';

/** What `catops env bundle` works with. */
export function wireBundles({ cwd }: Pick<Host, 'cwd'>, { distDir }: Release): MakeBundleDeps {
  return { built: createBuiltRelease(distDir), archive: createZipArchive(cwd) };
}
