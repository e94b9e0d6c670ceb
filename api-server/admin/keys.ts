import type { Selectable } from 'kysely';
import type { AdminReply, KeyRow } from '../../src/contracts/admin-process.js';
import { CatopsError } from '../../src/platform/errors.js';
import { printable } from '../../src/platform/terminal-text.js';
import { insertAccount, insertKeys, keyChange } from '../infra/sql/account-keys.js';
import { changing, recordChanges } from '../infra/sql/change-feed.js';
import type { Db, Tables, Trx } from '../infra/sql/tables.js';

type Row = Selectable<Tables['api_keys']>;

/** Makes an account of that name with one key. */
export function createKey(db: Db, name: string, now: number): Promise<AdminReply<'key.create'>> {
  return changing(db, async (trx) => {
    const account = await insertAccount(trx, { name }, now);
    const { keys, rows } = await insertKeys(trx, { account, name, kind: 'account', count: 1, now });
    const [key, row] = [keys[0], rows[0]];
    if (key === undefined || row === undefined) throw new Error('No key was made.');
    return { key, row: toKeyRow(row) };
  });
}

/** Makes the keys of one load test, of one account, and removes those of past ones. */
export function createLoadKeys(
  db: Db,
  count: number,
  ttlSeconds: number,
  now: number,
): Promise<AdminReply<'key.load'>> {
  return changing(db, async (trx) => {
    await removePastLoadKeys(trx, now);
    const name = 'load test';
    const account = await insertAccount(trx, { name }, now);
    const expiresAt = now + ttlSeconds * 1000;
    const made = await insertKeys(trx, { account, name, kind: 'load', count, now, expiresAt });
    return { keys: made.keys };
  });
}

/** Every key, oldest first. */
export async function listKeys(db: Db): Promise<AdminReply<'key.list'>> {
  const rows = await db
    .selectFrom('api_keys')
    .selectAll()
    .orderBy('created_at')
    .orderBy('id')
    .execute();
  return { keys: rows.map(toKeyRow) };
}

/** Ends a key now. `revoked` is false when it already had ended so. */
export function revokeKey(db: Db, keyId: string, now: number): Promise<AdminReply<'key.revoke'>> {
  return changing(db, async (trx) => {
    const row = await trx
      .selectFrom('api_keys')
      .selectAll()
      .where('id', '=', keyId)
      .executeTakeFirst();
    if (!row) {
      throw new CatopsError('usage-invalid', `No key has the id "${printable(keyId)}".`, {
        hint: 'catops key list',
      });
    }
    if (row.revoked_at !== null) return { revoked: false, row: toKeyRow(row) };
    await trx.updateTable('api_keys').set({ revoked_at: now }).where('id', '=', keyId).execute();
    await recordChanges(trx, [{ kind: 'key', subject: keyId }], now);
    return { revoked: true, row: toKeyRow({ ...row, revoked_at: now }) };
  });
}

async function removePastLoadKeys(db: Trx, now: number): Promise<void> {
  const past = await db
    .selectFrom('api_keys')
    .select(['id', 'account_id'])
    .where('kind', '=', 'load')
    .where('expires_at', '<=', now)
    .execute();
  if (past.length === 0) return;
  await db
    .deleteFrom('api_keys')
    .where('kind', '=', 'load')
    .where('expires_at', '<=', now)
    .execute();
  for (const account of new Set(past.map((row) => row.account_id))) {
    const used = db.selectFrom('api_keys').select('account_id');
    await db.deleteFrom('accounts').where('id', '=', account).where('id', 'not in', used).execute();
  }
  await recordChanges(db, past.map(keyChange), now);
}

function toKeyRow(row: Row): KeyRow {
  return {
    keyId: row.id,
    accountId: row.account_id,
    name: row.name,
    kind: row.kind,
    createdAt: new Date(row.created_at).toISOString(),
    expiresAt: isoOrNull(row.expires_at),
    revokedAt: isoOrNull(row.revoked_at),
  };
}

const isoOrNull = (at: number | null) => (at === null ? null : new Date(at).toISOString());
