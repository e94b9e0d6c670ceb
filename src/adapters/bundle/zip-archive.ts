import { createHash } from 'node:crypto';
import { mkdir, open, rename } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { pid } from 'node:process';
import { strToU8, type Zippable, zipSync } from 'fflate';
import type { BundleArchive } from '../../environments/bundle/ports.js';
import { CatopsError, messageOf } from '../../platform/errors.js';

const unix = 3;
const plainFile = 0o100_644;
const program = 0o100_755;

/**
 * Bundles as zip files. The compressor is written in JavaScript: that of Node finds other matches
 * on other processors, and the same files would not be the same bytes.
 */
export function createZipArchive(cwd: string): BundleArchive {
  return {
    pack(files) {
      // Zip files hold the time of a clock on the wall: this reads as the first one in every zone.
      const mtime = new Date(1980, 0, 1);
      const entries: Zippable = {};
      for (const { path, content, runs } of files) {
        const bytes = typeof content === 'string' ? strToU8(content) : content;
        const attrs = (runs ? program : plainFile) * 0x1_00_00;
        entries[path] = [bytes, { level: 9, mtime, os: unix, attrs }];
      }
      return zipSync(entries);
    },
    hash: (content) => createHash('sha256').update(content).digest('hex'),
    async write(file, content) {
      const path = resolve(cwd, file);
      const fresh = join(dirname(path), `.${basename(path)}.${pid}.tmp`);
      try {
        await mkdir(dirname(path), { recursive: true });
        const handle = await open(fresh, 'w');
        try {
          await handle.writeFile(content);
          await handle.sync();
        } finally {
          await handle.close();
        }
        await rename(fresh, path);
      } catch (error) {
        throw new CatopsError('local-store-unwritable', `${path}: ${messageOf(error)}`, {
          hint: 'catops env bundle --out another-file.zip',
          cause: error,
        });
      }
      return path;
    },
  };
}
