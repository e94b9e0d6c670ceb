import { expect, it } from 'vitest';
import { openPictureWorld } from '../testing/picture-world.js';
import { queueCopies } from './queue-copies.js';

it('queues the copies of uploads of a version before, once, and of nothing else', async () => {
  const world = await openPictureWorld();
  const { db } = world;
  for (const id of ['before_01', 'made_0001', 'gone_0001', 'queued_01'])
    await world.upload(id, 300);
  await world.store.resized('made_0001', ['thumb'], 1);
  await db.deleteFrom('jobs').where('payload', 'not like', '%queued_01%').execute();
  await db.updateTable('images').set({ deleted_at: 1 }).where('id', '=', 'gone_0001').execute();
  const resizes = async () => {
    const jobs = db.selectFrom('jobs').selectAll().where('type', '=', 'image.resize');
    return (await jobs.orderBy('id').execute()).map(({ payload, account_id }) => [
      JSON.parse(payload).imageId,
      account_id,
    ]);
  };
  const young = world.clock.now() + 3_600_000;
  await queueCopies({ db, now: young });
  expect(await resizes()).toEqual([['queued_01', 'a1b2c3']]);
  for (let start = 0; start < 2; start += 1) await queueCopies({ db, now: young + 1 });
  expect(await resizes()).toEqual([
    ['queued_01', 'a1b2c3'],
    ['before_01', 'a1b2c3'],
  ]);
  await world.close();
});
