import { eachDatabase } from '../../testing/each-database.js';
import { createSqlKeyStore } from './sql-store.js';
import { keyStoreContract } from './store-contract.js';

eachDatabase((name, openDatabase) =>
  keyStoreContract(name, async (keys) => {
    const { db, close } = await openDatabase();
    await db.insertInto('accounts').values({ id: 'u1x9k2', name: 'a', created_at: 1 }).execute();
    for (const { keyId, accountId, hash, expiresAt, revoked } of keys) {
      const row = { id: keyId, account_id: accountId, hash, expires_at: expiresAt };
      const rest = {
        name: 'a key',
        kind: 'account',
        created_at: 1,
        revoked_at: revoked ? 1 : null,
      };
      await db
        .insertInto('api_keys')
        .values({ ...row, ...rest, kind: 'account' })
        .execute();
    }
    return { store: createSqlKeyStore(db), close };
  }),
);
