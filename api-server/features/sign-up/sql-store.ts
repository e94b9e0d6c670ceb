import { addJobs } from '../../infra/queue/add-jobs.js';
import { insertAccount, insertKeys, keyChange } from '../../infra/sql/account-keys.js';
import { changing, recordChanges } from '../../infra/sql/change-feed.js';
import type { Db, Trx } from '../../infra/sql/tables.js';
import type { SignUpStore, WelcomeStore } from './store.js';

/** Accounts that people make for themselves, in the SQL database. */
export function createSqlSignUpStore(db: Db): SignUpStore {
  return {
    signUp: (address, now) =>
      // One after the other: the second of two with one address finds the first.
      changing(db, async (trx) => {
        const known = await trx
          .selectFrom('accounts')
          .select('id')
          .where('email', '=', address)
          .execute();
        if (known.length > 0) return false;
        // Named so in every list: whose it is stands in one column only.
        const accountId = await insertAccount(trx, { name: 'sign-up', email: address }, now);
        await addJobs(trx, [{ type: 'mail.welcome', payload: { accountId }, accountId }], now);
        return true;
      }),
  };
}

/** The keys of welcome mails in the SQL database. */
export function createSqlWelcomeStore(db: Db): WelcomeStore {
  const read = (from: Db, accountId: string) =>
    from
      .selectFrom('accounts')
      .select(['email', 'welcome_key_id'])
      .where('id', '=', accountId)
      .executeTakeFirst();
  return {
    async find(accountId) {
      const row = await read(db, accountId);
      if (!row || row.email === null) return undefined;
      return { address: row.email, keyId: row.welcome_key_id ?? undefined };
    },
    renewKey: (accountId, now) =>
      changing(db, async (trx) => {
        const account = await read(trx, accountId);
        if (!account || account.email === null) return undefined;
        const made = {
          account: accountId,
          name: 'sign-up',
          kind: 'account',
          count: 1,
          now,
        } as const;
        const { keys, rows } = await insertKeys(trx, made);
        const [key, row] = [keys[0], rows[0]];
        if (key === undefined || row === undefined) throw new Error('No key was made.');
        if (account.welcome_key_id !== null) await endKey(trx, account.welcome_key_id, now);
        await trx
          .updateTable('accounts')
          .set({ welcome_key_id: row.id })
          .where('id', '=', accountId)
          .execute();
        return { key, keyId: row.id };
      }),
  };
}

async function endKey(db: Trx, id: string, now: number): Promise<void> {
  await db
    .updateTable('api_keys')
    .set({ revoked_at: now })
    .where('id', '=', id)
    .where('revoked_at', 'is', null)
    .execute();
  await recordChanges(db, [keyChange({ id })], now);
}
