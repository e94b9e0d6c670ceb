import { readFile, stat } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import { CatopsError, messageOf } from '../../src/platform/errors.js';
import type { Host } from '../../src/platform/host.js';

/** Files larger than this are refused by the tracker; a log is cut to the part that matters. */
const largestBytes = 10 * 1024 * 1024;

/** Files to attach, whole. One `usage-invalid` for a file that cannot be read or is too large. */
export function readAttachments(
  { cwd }: Pick<Host, 'cwd'>,
  paths: readonly string[],
): Promise<{ name: string; content: Uint8Array }[]> {
  return Promise.all(
    paths.map(async (path) => {
      const file = resolve(cwd, path);
      try {
        const { size } = await stat(file);
        if (size > largestBytes) throw new RangeError(`it has ${size} bytes; 10 MiB is the most`);
        return { name: basename(file), content: await readFile(file) };
      } catch (cause) {
        const reason = messageOf(cause);
        throw new CatopsError('usage-invalid', `--file: ${path} cannot be attached: ${reason}.`, {
          cause,
        });
      }
    }),
  );
}
