import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createSqlSignUpStore, createSqlWelcomeStore } from '../../features/sign-up/sql-store.js';
import { createDirectoryOutbox } from '../../infra/mail/directory-outbox.js';
import { createDirectoryObjects } from '../../infra/objects/directory-objects.js';
import { nameProcess } from '../../infra/process-name.js';
import { createWelcomeSender } from '../../jobs/send-welcome-mail.js';
import { openTestDatabase } from '../test-database.js';
import type { TwiceWorld } from './twice-world.js';

const now = () => 1_700_000_000_000;

/** An account that waits for its first key: the keys there are, and the mails. */
export async function welcomeTwice(): Promise<TwiceWorld<'mail.welcome'>> {
  const { db, close } = await openTestDatabase();
  const directory = await mkdtemp(join(tmpdir(), 'catops-twice-'));
  await createSqlSignUpStore(db).signUp('ada@example.com', now());
  const { id } = await db.selectFrom('accounts').select('id').executeTakeFirstOrThrow();
  const objects = createDirectoryObjects({ directory, process: nameProcess(process.pid), now });
  const from = { name: 'catops', address: 'cats@example.com' };
  return {
    handler: createWelcomeSender({
      store: createSqlWelcomeStore(db),
      outbox: createDirectoryOutbox({ objects, from, now }),
      clock: { now },
    }),
    payload: { accountId: id },
    effect: async () => [
      await db.selectFrom('api_keys').selectAll().execute(),
      (await readdir(directory)).sort(),
    ],
    async close() {
      await close();
      await rm(directory, { recursive: true, force: true });
    },
  };
}
