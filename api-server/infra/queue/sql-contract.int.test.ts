import { describe } from 'vitest';
import { openTestDatabase } from '../../testing/test-database.js';
import { nameProcess, type ProcessName } from '../process-name.js';
import { addJobs } from './add-jobs.js';
import { queueContract } from './queue-contract.js';
import { createSqlQueue } from './sql-queue.js';

describe('jobs in the database', () => {
  queueContract(async () => {
    const { db, close } = await openTestDatabase();
    const process = nameProcess(globalThis.process.pid);
    let opened = 0;
    let now = 1_700_000_000_000;
    const jobOf = (accountId: string) => {
      return { type: 'mail.welcome' as const, payload: { accountId }, accountId };
    };
    return {
      open() {
        opened += 1;
        const name = `${process}${opened}` as ProcessName;
        return createSqlQueue({ db, process: name, now: () => now });
      },
      add: (...accounts) =>
        db.transaction().execute((trx) => addJobs(trx, accounts.map(jobOf), now)),
      now: () => now,
      pass: (ms) => {
        now += ms;
      },
      close,
    };
  });
});
