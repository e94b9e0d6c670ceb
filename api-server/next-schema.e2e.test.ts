import { type Migration, sql } from 'kysely';
import { afterEach, expect, it } from 'vitest';
import type { SupervisorMessage } from '../src/contracts/server-process.js';
import { copyPreparedData } from '../src/testing/prepared-data.js';
import { dataPaths } from './infra/data-paths.js';
import { migrate, neededMigration } from './infra/sql/migrate.js';
import { migrations } from './infra/sql/migrations/index.js';
import { openSqlite } from './infra/sql/open-sqlite.js';
import type { Db } from './infra/sql/tables.js';
import { builtFile } from './testing/built.js';
import { onMariaDb } from './testing/each-database.js';
import { startSupervisor, type TestSupervisor } from './testing/start-supervisor.js';
import { openTestMariaDatabase } from './testing/test-mariadb.js';
import { testDataDir } from './testing/test-store.js';

// A deploy migrates first and replaces servers then, and a rollback puts the release before back on
// the schema of the one after it. This release is put on a schema that the next one has added to.

/** Everything that a migration may add. */
const expanding: Migration = {
  async up(db: Db) {
    await db.schema.createTable('collars').addColumn('id', 'integer').execute();
    for (const table of ['images', 'votes', 'favourites', 'accounts', 'api_keys', 'jobs']) {
      await db.schema.alterTable(table).addColumn('next_text', 'varchar(20)').execute();
      await db.schema
        .alterTable(table)
        .addColumn('next_number', 'integer', (column) => column.notNull().defaultTo(0))
        .execute();
      await db.schema.createIndex(`${table}_by_next`).on(table).column('next_number').execute();
    }
  },
};

const contracting: Migration = {
  async up(db: Db) {
    await sql`drop table webhooks`.execute(db);
    await db.insertInto('meta').values({ key: neededMigration, value: '9999-gone' }).execute();
  },
};

const cleaners: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const clean of cleaners.splice(0).reverse()) await clean();
});

function start(env: Record<string, string>): TestSupervisor {
  const supervisor = startSupervisor(env);
  cleaners.push(async () => {
    supervisor.process.kill('SIGKILL');
    await supervisor.exited;
  });
  return supervisor;
}

interface Store {
  readonly db: Db;
  /** Settings of a server on it. */
  readonly env: Record<string, string>;
  /** What starts said, in order: the first on an empty store tells a key. */
  readonly said: SupervisorMessage[];
}

async function onSqlite(): Promise<Store> {
  const { dataDir, remove } = await testDataDir();
  cleaners.push(remove);
  const said = [...(await copyPreparedData(dataDir))];
  const file = dataPaths(dataDir).database;
  const threadFile = builtFile('api-server/sqlite-thread.js');
  const db = await openSqlite({ file, threadFile, meter: { count() {} } });
  cleaners.push(() => db.destroy());
  return { db, env: { CATOPS_DATA_DIR: dataDir }, said };
}

async function onMaria(): Promise<Store> {
  const { dataDir, remove } = await testDataDir();
  cleaners.push(remove);
  await copyPreparedData(dataDir);
  const { db, url, close } = await openTestMariaDatabase();
  cleaners.push(close);
  const env = { CATOPS_DATA_DIR: dataDir, CATOPS_DATABASE_URL: url, CATOPS_DATABASE_TLS: 'off' };
  return { db, env, said: [] };
}

/** An account signs up, votes, keeps a favourite and reads both; everybody reads the rest. */
async function use(url: string, key: string): Promise<void> {
  const send = async (method: string, path: string, body?: object) => {
    const reply = await fetch(url + path, {
      method,
      headers: { 'x-api-key': key, 'content-type': 'application/json' },
      ...(body && { body: JSON.stringify(body) }),
    });
    const text = await reply.text();
    expect(`${method} ${path} ${reply.status} ${reply.ok ? '' : text}`).toMatch(/ 20[01] $/);
    return text;
  };
  const [image] = JSON.parse(await send('GET', '/v1/images/search?limit=3')) as { id: string }[];
  const subject = { image_id: image?.id, sub_id: 'one' };
  await send('POST', '/v1/votes', { ...subject, value: 1 });
  await send('POST', '/v1/favourites', subject);
  for (const list of ['votes', 'favourites']) {
    const kept = JSON.parse(await send('GET', `/v1/${list}`)) as { id: number }[];
    expect(kept).toEqual([expect.objectContaining(subject)]);
    await send('DELETE', `/v1/${list}/${kept[0]?.id}`);
  }
  const about = { appDescription: 'a test', email: `${Date.now()}@example.com` };
  await send('POST', '/v1/user/passwordlesssignup', about);
  for (const path of [`images/${image?.id}`, `images/${image?.id}/analysis`, 'breeds', 'facts']) {
    await send('GET', `/v1/${path}`);
  }
}

async function servesOnNext({ db, env, said }: Store): Promise<void> {
  if (said.length === 0) {
    const first = start(env);
    said.push(await first.message('listening'));
    first.process.kill('SIGTERM');
    expect(await first.exited).toBe(0);
  }
  const key = said.flatMap((each) => ('firstKey' in each && each.firstKey) || [])[0] ?? '';

  await migrate(db, { ...migrations, '9998-next': expanding });
  const second = start(env);
  await use((await second.message('listening')).url, key);
  second.process.kill('SIGTERM');
  expect([await second.exited, second.stderr()]).toEqual([0, '']);

  await migrate(db, { ...migrations, '9998-next': expanding, '9999-gone': contracting });
  const refused = await start(env).message('failed');
  expect(refused).toMatchObject({ code: 'format-too-new' });
  expect(refused.message).toContain('9999-gone');
}

it('serves on the schema of the next release, and refuses one that took something away', async () => {
  await servesOnNext(await onSqlite());
});

onMariaDb(() => {
  it('does so on MariaDB', async () => {
    await servesOnNext(await onMaria());
  });
});
