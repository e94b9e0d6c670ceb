import { afterAll, beforeAll, expect, it } from 'vitest';
import { createSqlKeyStore } from '../features/keys/sql-store.js';
import { createSqlChangeFeed } from '../infra/sql/change-feed.js';
import { hashOf } from '../infra/sql/key-text.js';
import { openTestDatabase, type TestDatabase } from '../testing/test-database.js';
import { createKey, createLoadKeys, listKeys, revokeKey } from './keys.js';

let test: TestDatabase;
beforeAll(async () => {
  test = await openTestDatabase();
});
afterAll(() => test.close());

const now = Date.UTC(2018, 10, 15);

it('makes a key of an account of its own, and keeps only its hash', async () => {
  const { key, row } = await createKey(test.db, 'Ada', now);
  expect(key).toMatch(/^live_[A-Za-z0-9]{64}$/);
  expect(row).toMatchObject({ name: 'Ada', kind: 'account', expiresAt: null, revokedAt: null });
  expect(row.accountId).toMatch(/^[0-9a-z]{6}$/);
  const stored = await test.db.selectFrom('api_keys').selectAll().execute();
  expect(JSON.stringify(stored)).not.toContain(key);
  const active = await createSqlKeyStore(test.db).byKeyId(row.keyId, now);
  expect(active).toMatchObject({ hash: hashOf(key), accountId: row.accountId });
});

it('tells running servers of every change', async () => {
  const feed = createSqlChangeFeed(test.db);
  const before = await feed.latest();
  const { row } = await createKey(test.db, 'Bea', now);
  await revokeKey(test.db, row.keyId, now);
  const changes = await feed.since(before, 10);
  expect(changes.map(({ kind, subject }) => `${kind} ${subject}`)).toEqual([
    `key ${row.keyId}`,
    `key ${row.keyId}`,
  ]);
});

it('revokes a key once, and refuses an unknown one in a sentence', async () => {
  const { row } = await createKey(test.db, 'Cem', now);
  const first = await revokeKey(test.db, row.keyId, now + 5);
  expect(first).toMatchObject({ revoked: true, row: { revokedAt: '2018-11-15T00:00:00.005Z' } });
  expect(await revokeKey(test.db, row.keyId, now + 9)).toEqual({ ...first, revoked: false });
  await expect(revokeKey(test.db, 'key_\u001b[31mx', now)).rejects.toMatchObject({
    code: 'usage-invalid',
    message: 'No key has the id "key_x".',
    hint: 'catops key list',
  });
});

it('makes the keys of a load test, which end by themselves and go with the next one', async () => {
  const loadKeys = async () => (await listKeys(test.db)).keys.filter(({ kind }) => kind === 'load');
  expect((await createLoadKeys(test.db, 1000, 60, now)).keys).toHaveLength(1000);
  expect(new Set((await loadKeys()).map(({ expiresAt }) => expiresAt))).toEqual(
    new Set(['2018-11-15T00:01:00.000Z']),
  );
  const others = (await listKeys(test.db)).keys.length - 1000;
  await createLoadKeys(test.db, 2, 60, now + 60_000);
  expect(await loadKeys()).toHaveLength(2);
  expect((await listKeys(test.db)).keys).toHaveLength(others + 2);
  const accounts = await test.db.selectFrom('accounts').selectAll().execute();
  expect(accounts.filter(({ name }) => name === 'load test')).toHaveLength(1);
});
