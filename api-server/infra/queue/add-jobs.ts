import { jobPolicies, type NewJob, priorities } from '../../jobs/jobs.js';
import { insertAll } from '../sql/change-feed.js';
import type { Trx } from '../sql/tables.js';
import { ofQueue } from './queue-failure.js';

/** Queues jobs in the transaction of what they follow from: both are durable, or neither is. */
export async function addJobs(trx: Trx, jobs: readonly NewJob[], now: number): Promise<void> {
  const rows = jobs.map(({ type, payload, accountId }) => ({
    type,
    priority: priorities[jobPolicies[type].priority],
    run_at: now + (jobPolicies[type].afterMs ?? 0),
    attempts: 0,
    account_id: accountId,
    payload: JSON.stringify(payload),
    created_at: now,
  }));
  await ofQueue(() => insertAll(rows, (some) => trx.insertInto('jobs').values(some).execute()));
}
