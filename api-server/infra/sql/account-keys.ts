import type { Selectable } from 'kysely';
import { insertAll, recordChanges } from './change-feed.js';
import { hashOf, newAccountId, newKey, newKeyId } from './key-text.js';
import type { Db, Tables, Trx } from './tables.js';

type KeyRow = Selectable<Tables['api_keys']>;

/** Makes an account, in the caller's transaction; answers its id. */
export async function insertAccount(
  db: Db,
  account: { readonly name: string; readonly email?: string },
  now: number,
): Promise<string> {
  for (;;) {
    const id = newAccountId();
    const taken = await db.selectFrom('accounts').select('id').where('id', '=', id).execute();
    if (taken.length > 0) continue;
    const { name, email = null } = account;
    await db.insertInto('accounts').values({ id, name, email, created_at: now }).execute();
    return id;
  }
}

/** Makes keys of an account, in the caller's transaction: running servers take them within a second. */
export async function insertKeys(
  db: Trx,
  made: {
    readonly account: string;
    readonly name: string;
    readonly kind: KeyRow['kind'];
    readonly count: number;
    readonly now: number;
    readonly expiresAt?: number;
  },
): Promise<{ keys: string[]; rows: KeyRow[] }> {
  const keys = Array.from({ length: made.count }, newKey);
  const rows = keys.map((key) => ({
    id: newKeyId(),
    account_id: made.account,
    name: made.name,
    kind: made.kind,
    hash: hashOf(key),
    created_at: made.now,
    expires_at: made.expiresAt ?? null,
    revoked_at: null,
  }));
  await insertAll(rows, (some) => db.insertInto('api_keys').values(some).execute());
  await recordChanges(db, rows.map(keyChange), made.now);
  return { keys, rows };
}

/** What is recorded when a key comes, changes or goes. */
export const keyChange = ({ id }: { readonly id: string }) => ({
  kind: 'key' as const,
  subject: id,
});
