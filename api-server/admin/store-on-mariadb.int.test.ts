import { rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { migrationNames } from '../infra/sql/migrate.js';
import type { Db } from '../infra/sql/tables.js';
import { readConfig } from '../read-config.js';
import { builtFile } from '../testing/built.js';
import { onMariaDb } from '../testing/each-database.js';
import { openTestMariaDatabase, type TestMariaDatabase } from '../testing/test-mariadb.js';
import { smallSeed, testDataDir } from '../testing/test-store.js';
import { onDatabase, withDatabase } from './open-store.js';
import { runRequest } from './run-request.js';

const threadFile = builtFile('api-server/sqlite-thread.js');

onMariaDb(() => {
  let dataDir: string;
  let remove: () => Promise<void>;
  let test: TestMariaDatabase;
  beforeAll(async () => {
    ({ dataDir, remove } = await testDataDir());
    test = await openTestMariaDatabase({ migrated: false });
  });
  afterAll(async () => {
    await test.close();
    await remove();
  });

  const ask = (request: Parameters<typeof runRequest>[1], url = test.url) =>
    runRequest(
      {
        config: readConfig({ CATOPS_DATA_DIR: dataDir, CATOPS_DATABASE_URL: url }),
        ...{ threadFile, clock: { now: () => Date.now() }, progress: () => {} },
        loadSeed: async () => smallSeed(),
      },
      request,
    );

  it('migrates, says so, and does nothing the next time', async () => {
    const place = new URL(test.url);
    const at = { kind: 'mariadb', place: `${place.host}, database ${place.pathname.slice(1)}` };
    const durability = { flushLogAtCommit: 2, syncBinlog: 0 };
    const pending = { ...at, applied: [], pending: migrationNames, durability };
    expect(await ask({ op: 'db.migrate', dryRun: true })).toEqual(pending);
    expect(await ask({ op: 'db.migrate', dryRun: true })).toEqual(pending);
    const done = { ...at, applied: migrationNames, pending: [], durability };
    expect(await ask({ op: 'db.migrate', dryRun: false })).toEqual(done);
    expect(await ask({ op: 'db.migrate', dryRun: false })).toEqual({ ...done, applied: [] });
  });

  it('is filled by several at once, and only one gives a key', async () => {
    await rm(dataDir, { recursive: true, force: true });
    const all = await Promise.all([1, 2, 3].map(() => ask({ op: 'prepare' })));
    expect(all.filter((reply) => (reply as { seeded: boolean }).seeded)).toHaveLength(1);
    expect(all.filter((reply) => (reply as { firstKey?: string }).firstKey)).toHaveLength(1);
    const pictures = await test.db.selectFrom('images').select('id').execute();
    expect(pictures).toHaveLength(5);
    const made = (await ask({ op: 'key.create', name: 'Ada' })) as { row: { keyId: string } };
    expect(await ask({ op: 'key.revoke', keyId: made.row.keyId })).toMatchObject({ revoked: true });
  });

  it('asks no longer than the API does, but where it migrates and fills', async () => {
    const env = { CATOPS_DATABASE_URL: test.url, CATOPS_DATABASE_QUERY_MS: '200' };
    const options = { config: readConfig({ CATOPS_DATA_DIR: dataDir, ...env }), threadFile };
    const slow = (db: Db) => sql`select sleep(0.4)`.execute(db);
    await expect(onDatabase(options, slow)).rejects.toMatchObject({ code: 'database-unreachable' });
    await withDatabase(options, slow);
  });

  it('says in one sentence what is wrong, and never the password', async () => {
    const other = (change: (url: URL) => void) => {
      const url = new URL(test.url);
      url.password = 'hunter2';
      change(url);
      return url.href;
    };
    const silent = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => silent.once('listening', resolve));
    const { port } = silent.address() as { port: number };
    const cases = [
      [other(() => {}), 'credential-refused'],
      [other((url) => Object.assign(url, { password: 'a', pathname: '/none' })), 'config-invalid'],
      [other((url) => Object.assign(url, { port: '1' })), 'database-unreachable'],
      [other((url) => Object.assign(url, { port: `${port}` })), 'database-unreachable'],
      ['mysql://app:hunter2@127.0.0.1', 'config-invalid'],
    ] as const;
    for (const [url, code] of cases) {
      const failed = ask({ op: 'key.list' }, url);
      await expect(failed).rejects.toMatchObject({ code });
      await expect(failed).rejects.not.toThrow(/hunter2/);
    }
    silent.close();
  });
});
