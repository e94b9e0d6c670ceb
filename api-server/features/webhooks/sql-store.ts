import { changing } from '../../infra/sql/change-feed.js';
import type { Db } from '../../infra/sql/tables.js';
import { mostWebhooks, type WebhookStore, type WebhookTargets } from './store.js';

/** Webhooks in the SQL database. */
export function createSqlWebhookStore(db: Db): WebhookStore & WebhookTargets {
  return {
    add: ({ id, accountId, url, events, secret, createdAt }) =>
      // One after the other: two at once would each find room for one more.
      changing(db, async (trx) => {
        const own = await trx
          .selectFrom('webhooks')
          .select('id')
          .where('account_id', '=', accountId)
          .execute();
        if (own.length >= mostWebhooks) return false;
        const row = { id, account_id: accountId, url, secret, created_at: createdAt };
        await trx
          .insertInto('webhooks')
          .values({ ...row, events: events.join(',') })
          .execute();
        return true;
      }),
    target: (id) =>
      db
        .selectFrom('webhooks')
        .select(['account_id as accountId', 'url', 'secret'])
        .where('id', '=', id)
        .executeTakeFirst(),
  };
}
