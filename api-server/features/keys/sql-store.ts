import { later, prepared } from '../../infra/sql/prepared.js';
import type { Db } from '../../infra/sql/tables.js';
import type { ActiveKey, KeyStore } from './store.js';

/** Keys in the SQL database. */
export function createSqlKeyStore(db: Db): KeyStore {
  const usable = (now: number) =>
    db
      .selectFrom('api_keys')
      .select(['id as keyId', 'hash', 'account_id as accountId', 'expires_at as expiresAt'])
      .where('revoked_at', 'is', null)
      .where((either) =>
        either.or([either('expires_at', 'is', null), either('expires_at', '>', now)]),
      );
  const byKeyId = prepared<ActiveKey>(db, usable(0).where('id', '=', later));
  return {
    active: (now) => usable(now).execute(),
    byKeyId: async (keyId, now) => (await byKeyId(now, keyId))[0],
  };
}
