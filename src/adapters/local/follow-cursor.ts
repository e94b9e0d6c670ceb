import { join } from 'node:path';
import * as z from 'zod';
import type { FollowCursor, FollowMemory } from '../../alarms/follow/ports.js';
import { CatopsError } from '../../platform/errors.js';
import type { Clock } from '../../platform/host.js';
import { createFiles, type Files } from './files.js';
import { acquire, createLockDeps } from './process-lock.js';
import { formatVersion, parseVersioned } from './versioned.js';

export interface FollowCursorOptions {
  /** Absolute; made when it is not there. */
  readonly directory: string;
  /** What the user called it. */
  readonly name: string;
  readonly clock: Clock;
  /** Another disk than the real one, for tests. */
  readonly files?: Files;
}

const state = z.enum(['OK', 'ALARM', 'INSUFFICIENT_DATA']);
const known = z.object({ state, since: z.number() });
const memory = z.object({
  source: z.string(),
  from: z.number(),
  told: z.array(z.tuple([z.string(), z.number()])),
  early: z.array(z.object({ name: z.string(), to: state, at: z.number() })),
  known: z.array(z.tuple([z.string(), known])),
});

/**
 * Takes the cursor for this process: one file, `<name>.json`. `usage-invalid` for a name that is none
 * of a file, and while another process follows under it.
 */
export async function openFollowCursor(
  options: FollowCursorOptions,
): Promise<FollowCursor & { release(): Promise<void> }> {
  const { directory, name, clock, files = createFiles() } = options;
  if (!/^[\w.-]{1,64}$/.test(name) || name.startsWith('.')) {
    const what = 'letters, digits, dots and dashes';
    throw new CatopsError('usage-invalid', `--cursor: "${name}" is no name of ${what}.`);
  }
  const path = join(directory, `${name}.json`);
  const held = await acquire(createLockDeps(files, clock), join(directory, `.${name}`), 0);
  if ('busy' in held) {
    const message = `--cursor ${name}: ${held.busy} follows alarms under it already.`;
    throw new CatopsError('usage-invalid', message, { hint: 'give --cursor another name' });
  }
  return {
    release: held.release,
    read: async () => {
      const text = (await files.read(path))?.toString('utf8');
      return text === undefined ? null : memoryOf(text, path);
    },
    write: (kept) =>
      files.replace(path, `${JSON.stringify({ v: formatVersion, ...kept } satisfies Kept)}\n`),
  };
}

type Kept = FollowMemory & { readonly v: number };

/** Only this program writes the file, whole. One that cannot be read must not look like a new one. */
function memoryOf(text: string, path: string): FollowMemory {
  const read = memory.safeParse(parseVersioned(text, path));
  if (read.success) return read.data;
  const message = `${path} cannot be read: where following was is not known.`;
  const hint = 'remove the file, and say with --since from where on changes are told';
  throw new CatopsError('local-store-unwritable', message, { hint });
}
