import type { AdminReply } from '../../src/contracts/admin-process.js';
import { insertAccount, insertKeys } from '../infra/sql/account-keys.js';
import { changing } from '../infra/sql/change-feed.js';
import type { Db, Trx } from '../infra/sql/tables.js';

/** Under this the id of the first key is kept until it was shown: who was interrupted is given another. */
const unseenKey = 'unseenFirstKey';
const name = 'first account';

/** Makes the first account with its key, in the caller's transaction; nothing when there is one. */
export async function createFirstKey(db: Trx, now: number): Promise<string | undefined> {
  const existing = await db.selectFrom('accounts').select('id').limit(1).execute();
  if (existing.length > 0) return undefined;
  return insertUnseen(db, await insertAccount(db, { name }, now), now);
}

/** Whether the first key is there, and nobody has seen it as far as is known. */
export async function firstKeyUnseen(db: Db): Promise<boolean> {
  return (await unseenRow(db)) !== undefined;
}

/**
 * Makes another key of the first account when the first one was never shown. That one stays: it may
 * have been read by somebody who was interrupted right after.
 */
export function replaceUnseenKey(db: Db, now: number): Promise<AdminReply<'key.first'>> {
  return changing(db, async (trx) => {
    const unseen = await unseenRow(trx);
    return { key: unseen ? await insertUnseen(trx, unseen.account_id, now) : null };
  });
}

/** Notes that the first key was shown: it is never shown, nor made, again. */
export async function noteFirstKeySeen(db: Db): Promise<AdminReply<'key.seen'>> {
  const done = await db.deleteFrom('meta').where('key', '=', unseenKey).executeTakeFirst();
  return { noted: done.numDeletedRows > 0n };
}

async function insertUnseen(db: Trx, account: string, now: number): Promise<string> {
  const made = await insertKeys(db, { account, name, kind: 'account', count: 1, now });
  const [key, row] = [made.keys[0], made.rows[0]];
  if (key === undefined || row === undefined) throw new Error('No key was made.');
  await db.deleteFrom('meta').where('key', '=', unseenKey).execute();
  await db.insertInto('meta').values({ key: unseenKey, value: row.id }).execute();
  return key;
}

/** Its row; none of one that was revoked meanwhile, so that somebody knows of it. */
async function unseenRow(db: Db) {
  const noted = await db
    .selectFrom('meta')
    .select('value')
    .where('key', '=', unseenKey)
    .executeTakeFirst();
  if (noted === undefined) return undefined;
  return db
    .selectFrom('api_keys')
    .select(['id', 'account_id'])
    .where('id', '=', noted.value)
    .where('revoked_at', 'is', null)
    .executeTakeFirst();
}
