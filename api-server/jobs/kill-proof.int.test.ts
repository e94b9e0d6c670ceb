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

it('gives every account one key that was sent, however often its processes are killed', async () => {
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

  // Three at once. Each is killed when so many mails are there, while the others go on; then all of
  // them are, and the next ones find what they left.
  const running = [start(), start(), start()];
  const kill = async (index: number) => {
    const child = running[index];
    if (!child) throw new Error('There is no such process.');
    child.kill('SIGKILL');
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
    running[index] = start();
  };
  for (const [index, enough] of [1, 8, 15].entries()) {
    while ((await mails()).length < enough) await sleep(1);
    await kill(index);
  }
  while ((await mails()).length < 22) await sleep(1);
  await Promise.all([0, 1, 2].map(kill));
  while ((await waiting()) > 0) await sleep(5);
  const codes = await Promise.all(
    running.map(async (child) => {
      child.kill('SIGTERM');
      return (await once(child, 'exit'))[0];
    }),
  );

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
  expect(codes).toEqual([0, 0, 0]);
  expect(new Set(keys.map(({ account_id }) => account_id)).size).toBe(accounts);
  expect(keys.length).toBe(accounts);
  expect(keys.filter(({ hash }) => !sent.has(hash))).toEqual([]);
  await db.destroy();
  await remove();
});
