import { expect, it } from 'vitest';
import { eachDatabase } from '../../testing/each-database.js';
import { createKeepDead, type DeadJob } from './keep-dead.js';

const dead: DeadJob = {
  ...{ id: 17, type: 'mail.welcome', lane: 'urgent', attempts: 8, failure: 'ECONNREFUSED' },
  ...{ payload: '{"accountId":"Ab3dE9"}', accountId: 'Ab3dE9', createdAt: 1_700_000_000_000 },
};

eachDatabase((name, openDatabase) =>
  it(`keeps a job that died elsewhere as a dead one, once, on ${name}`, async () => {
    const { db, close } = await openDatabase();
    const keep = createKeepDead(db, () => 1_700_000_900_000);
    await keep(dead);
    await keep({ ...dead, attempts: 9, failure: 'late' });
    expect(await db.selectFrom('jobs').selectAll().execute()).toEqual([
      {
        ...{ id: 17, type: 'mail.welcome', priority: 0, attempts: 8, failure: 'ECONNREFUSED' },
        ...{ payload: dead.payload, account_id: 'Ab3dE9', created_at: dead.createdAt },
        ...{ run_at: null, lease: null, failed_at: 1_700_000_900_000 },
      },
    ]);
    await close();
  }),
);
