import type { Jobs } from '../../jobs/jobs.js';
import type { Trx } from '../sql/tables.js';
import { addJobs } from './add-jobs.js';

/** Something of an account that happened. */
export interface AccountEvent extends Omit<Jobs['webhook.deliver'], 'webhookId'> {
  readonly accountId: string;
}

/** Queues each event for every webhook that wants it, in the transaction in which it happens. */
export async function queueDeliveries(
  trx: Trx,
  events: readonly AccountEvent[],
  now: number,
): Promise<void> {
  if (events.length === 0) return;
  const accounts = [...new Set(events.map(({ accountId }) => accountId))];
  const webhooks = await trx
    .selectFrom('webhooks')
    .select(['id', 'account_id', 'events'])
    .where('account_id', 'in', accounts)
    .execute();
  const jobs = webhooks.flatMap(({ id, account_id, events: wanted }) =>
    events
      .filter(({ accountId, event }) => {
        return accountId === account_id && wanted.split(',').includes(event);
      })
      .map(({ accountId, ...about }) => ({
        ...{ type: 'webhook.deliver' as const, payload: { webhookId: id, ...about }, accountId },
      })),
  );
  await addJobs(trx, jobs, now);
}
