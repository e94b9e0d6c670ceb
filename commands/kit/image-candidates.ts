import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { AdminReply } from '../../src/contracts/admin-process.js';
import { printable } from '../../src/platform/terminal-text.js';
import type { Candidate } from './completion.js';

/** Pictures that wait, of a store on this machine; asking makes none. */
export async function imageCandidates(
  dataDir: string,
  list: () => Promise<AdminReply<'image.list'>>,
): Promise<readonly Candidate[]> {
  if (!existsSync(join(dataDir, 'catops.db'))) return [];
  const { images } = await list();
  return images.map(({ id, accountId, originalFilename }) => ({
    value: id,
    about: `${printable(originalFilename ?? 'no name')}, of ${accountId ?? 'nobody'}`,
  }));
}
