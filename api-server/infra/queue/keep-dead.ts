import { type Priority, priorities } from '../../jobs/jobs.js';
import type { TakenJob } from '../../jobs/queue.js';
import type { Db } from '../sql/tables.js';
import { ofQueue } from './queue-failure.js';

/** A job of another queue that was given up. */
export interface DeadJob extends Omit<TakenJob, 'lease'> {
  readonly lane: Priority;
  readonly failure: string;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
}

/** Keeps it where all dead jobs are. The same one once more changes nothing. */
export type KeepDead = (job: DeadJob) => Promise<void>;

/** Keeps them in the database, which they came from. */
export function createKeepDead(db: Db, now: () => number): KeepDead {
  return async ({ id, type, lane, payload, attempts, accountId, failure, createdAt }) => {
    const row = { id, type, payload, attempts, failure, account_id: accountId };
    await ofQueue(() =>
      db
        .insertInto('jobs')
        .values({
          ...{ ...row, priority: priorities[lane], created_at: createdAt },
          ...{ run_at: null, lease: null, failed_at: now() },
        })
        .onConflict((known) => known.doNothing())
        .execute(),
    );
  };
}
