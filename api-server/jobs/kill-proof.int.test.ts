import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { createSqlSignUpStore } from '../features/sign-up/sql-store.js';
import { hashOf } from '../infra/sql/key-text.js';
import { migrate } from '../infra/sql/migrate.js';
import { openSqlite } from '../infra/sql/open-sqlite.js';
import { builtFile } from '../testing/built.js';
import { testDataDir } from '../testing/test-store.js';

const accounts = 40;

it('gives every account one key that was sent, however often its process is killed', async () => {
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
  const start = () =>
    spawn(process.execPath, [fileURLToPath(builtFile('api-server/job-worker.js'))], {
      env: { ...process.env, CATOPS_DATA_DIR: dataDir },
      stdio: ['ignore', 'inherit', 'inherit'],
    });
  const outbox = join(dataDir, 'outbox');
  const mails = async () =>
    (await readdir(outbox).catch(() => [])).filter((name) => name.endsWith('.eml'));
  const waiting = async () => (await db.selectFrom('jobs').select('id').execute()).length;

  // Two at once, killed when so many mails are there; the next ones find what they left.
  for (const enough of [1, 8, 17, 25]) {
    const pair = [start(), start()];
    while ((await mails()).length < enough) await sleep(1);
    for (const child of pair) child.kill('SIGKILL');
    await Promise.all(pair.map((child) => child.exitCode ?? once(child, 'exit')));
  }
  const last = start();
  while ((await waiting()) > 0) await sleep(5);
  last.kill('SIGTERM');
  const [code] = await once(last, 'exit');

  const keys = await db
    .selectFrom('api_keys')
    .selectAll()
    .where('revoked_at', 'is', null)
    .execute();
  const sent = new Set<string>();
  for (const name of await mails()) {
    const text = await readFile(join(outbox, name), 'utf8');
    sent.add(hashOf(/live_[0-9A-Za-z]{64}/.exec(text)?.[0] ?? ''));
  }
  expect(code).toBe(0);
  expect(new Set(keys.map(({ account_id }) => account_id)).size).toBe(accounts);
  expect(keys.length).toBe(accounts);
  expect(keys.filter(({ hash }) => !sent.has(hash))).toEqual([]);
  await db.destroy();
  await remove();
});
