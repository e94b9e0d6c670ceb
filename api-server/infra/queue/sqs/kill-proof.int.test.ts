import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, it, vi } from 'vitest';
import { stubAwsEnvironment } from '../../../../src/testing/aws-environment.js';
import { createSqlSignUpStore } from '../../../features/sign-up/sql-store.js';
import { leaseMs } from '../../../jobs/queue.js';
import { builtFile } from '../../../testing/built.js';
import { testDataDir } from '../../../testing/test-store.js';
import { migrate } from '../../sql/migrate.js';
import { openSqlite } from '../../sql/open-sqlite.js';
import { startLoopbackSqs } from './loopback/server.js';

const accounts = 14;

afterEach(() => vi.unstubAllEnvs());

it('moves every job to SQS and does it, also when the process that has it is killed', async () => {
  stubAwsEnvironment();
  const sqs = await startLoopbackSqs();
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
  const start = (workers: 'here' | 'lambda') =>
    spawn(process.execPath, [fileURLToPath(builtFile('api-server/job-worker.js'))], {
      env: {
        ...{ ...process.env, CATOPS_DATA_DIR: dataDir, CATOPS_SQS_WORKERS: workers },
        ...{ CATOPS_QUEUE: 'sqs', CATOPS_SQS_URGENT: sqs.urls.urgent },
        CATOPS_SQS_USUAL: sqs.urls.usual,
      },
      stdio: ['ignore', 'inherit', 'inherit'],
    });
  const kill = async (child: ChildProcess) => {
    child.kill('SIGKILL');
    await once(child, 'exit');
    // What it had shows itself again when its time is over.
    sqs.pass(leaseMs);
  };
  const stored = async () => (await db.selectFrom('jobs').select('id').execute()).length;
  const waiting = () => sqs.queue('urgent').messages;
  const mails = async () =>
    (await readdir(join(dataDir, 'outbox')).catch(() => [])).filter((name) => /eml$/.test(name));

  const relay = start('lambda');
  while ((await stored()) > 0) await sleep(5);
  await kill(relay);
  expect([(await mails()).length, waiting().length]).toEqual([0, accounts]);
  expect(new Set(waiting().map(({ body }) => body)).size).toBe(accounts);
  const first = start('here');
  while ((await mails()).length < 4) await sleep(1);
  await kill(first);
  const last = start('here');
  while (waiting().length > 0) await sleep(5);
  last.kill('SIGTERM');
  expect(await once(last, 'exit')).toEqual([0, null]);

  expect((await mails()).length).toBeGreaterThanOrEqual(accounts);
  const keys = await db
    .selectFrom('api_keys')
    .select('account_id')
    .where('revoked_at', 'is', null)
    .execute();
  expect(new Set(keys.map(({ account_id }) => account_id)).size).toBe(accounts);
  expect(keys.length).toBe(accounts);
  expect(sqs.queue('urgent-dead').messages).toEqual([]);
  sqs.verify();
  await sqs.close();
  await db.destroy();
  await remove();
});
