import { type ChildProcess, spawn } from 'node:child_process';
import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createSqlSignUpStore } from '../features/sign-up/sql-store.js';
import { migrate } from '../infra/sql/migrate.js';
import { openSqlite } from '../infra/sql/open-sqlite.js';
import { builtFile } from './built.js';
import { testDataDir } from './test-store.js';

/**
 * A database in which so many have signed up, whose mails wait in the queue, and job processes that may
 * be killed while they send them.
 */
export async function queueSignUps(accounts: number) {
  const { dataDir, remove } = await testDataDir();
  await mkdir(dataDir, { recursive: true });
  const db = await openSqlite({
    file: join(dataDir, 'catops.db'),
    threadFile: builtFile('api-server/sqlite-thread.js'),
    meter: { count() {} },
  });
  await migrate(db);
  const store = createSqlSignUpStore(db);
  for (let each = 0; each < accounts; each += 1) await store.signUp(`c${each}@example.com`, each);
  const outbox = join(dataDir, 'outbox');
  return {
    outbox,
    startWorker: (env: Readonly<Record<string, string>> = {}): ChildProcess =>
      spawn(process.execPath, [fileURLToPath(builtFile('api-server/job-worker.js'))], {
        env: { ...process.env, CATOPS_DATA_DIR: dataDir, ...env },
        stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
      }),
    /** Files of the mails that were sent. */
    mails: async () =>
      (await readdir(outbox).catch(() => [])).filter((name) => name.endsWith('.eml')),
    /** Jobs in the database. */
    stored: async () => (await db.selectFrom('jobs').select('id').execute()).length,
    /** Keys that open the API now. */
    keys: () => db.selectFrom('api_keys').selectAll().where('revoked_at', 'is', null).execute(),
    remove: async () => {
      await db.destroy();
      await remove();
    },
  };
}
