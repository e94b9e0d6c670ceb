import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { outboxDays } from '../../../src/platform/compose-mail.js';
import { systemErrorCode } from '../../../src/platform/errors.js';

const dayMs = 86_400_000;
const ofMail = /^[a-z0-9_-]+\.(?:eml|sent)$/i;

/** Removes the mails, and the receipts of mails, that have lain there too long; says how many. */
export async function expireMails(directory: string, now: number): Promise<number> {
  const oldest = now - outboxDays * dayMs;
  let gone = 0;
  for (const name of await namesIn(directory)) {
    if (!ofMail.test(name)) continue;
    const path = join(directory, name);
    // Another process may have been quicker.
    const found = await unlessMissing(() => stat(path));
    if (found === undefined || found.mtimeMs >= oldest) continue;
    await rm(path, { force: true });
    gone += 1;
  }
  return gone;
}

async function namesIn(directory: string): Promise<readonly string[]> {
  return (await unlessMissing(() => readdir(directory))) ?? [];
}

async function unlessMissing<T>(work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    if (systemErrorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}
