import { afterEach, beforeEach, expect, it } from 'vitest';
import { changing } from '../infra/sql/change-feed.js';
import { decideImage } from '../infra/sql/decide-image.js';
import { openPictureWorld, type PictureWorld } from '../testing/picture-world.js';
import { createImagePurger, createRejectedPurger } from './purge-image.js';
import { createImageWithdrawal } from './withdraw-image.js';

let world: PictureWorld;
beforeEach(async () => {
  world = await openPictureWorld();
});
afterEach(() => world.close());

const context = { jobId: 7, signal: new AbortController().signal };
const day = 86_400_000;
const decide = (id: string, verdict: 'approved' | 'rejected', at: number) =>
  changing(world.db, (trx) =>
    decideImage(trx, { id, verdict, reason: 'a dog', actor: 'people' }, at),
  );
const queued = async (type: string) => {
  const rows = await world.db.selectFrom('jobs').selectAll().where('type', '=', type).execute();
  return rows.map(({ payload, run_at }) => [JSON.parse(payload).imageId, run_at]);
};

it('removes what was rejected when its time is over, with files and a row that says so', async () => {
  const now = world.clock.now();
  for (const id of ['old_00001', 'young_001', 'again_001', 'waits_001']) await world.upload(id, 99);
  await world.objects.write('thumb/old_00001.jpg', Buffer.from('cat'), 'owner');
  await decide('old_00001', 'rejected', now - 30 * day);
  await decide('young_001', 'rejected', now - 30 * day + 1);
  await decide('again_001', 'rejected', now - 90 * day);
  await decide('again_001', 'approved', now - 80 * day);
  await createRejectedPurger({ ...world, keptMs: 30 * day })({}, context);
  expect((await queued('image.purge')).map(([id]) => id)).toEqual(['old_00001']);
  const purged = await world.db
    .selectFrom('audit')
    .selectAll()
    .where('action', '=', 'image.purged')
    .execute();
  expect(purged).toMatchObject([
    { actor: 'catops', subject: 'old_00001', detail: 'a dog', at: now },
  ]);
  const purge = createImagePurger(world);
  for (const id of ['old_00001', 'young_001', 'again_001']) await purge({ imageId: id }, context);
  expect(await world.files()).toEqual(['again_001.jpg', 'waits_001.jpg', 'young_001.jpg']);
  expect(await world.uploads.find({ accountId: 'a1b2c3', id: 'old_00001' })).toBeUndefined();
});

it('withdraws from the CDN what the public saw, when every process knows, and nothing else', async () => {
  const forgotten: [readonly string[], string][] = [];
  const withdraw = createImageWithdrawal({
    ...world,
    cdn: { forget: async (paths, name) => void forgotten.push([paths, name]) },
  });
  const now = world.clock.now();
  await world.upload('seen_0001', 99, { approved: true });
  await world.upload('hidden_01', 99);
  await world.upload('owned_001', 99, { approved: true });
  await decide('seen_0001', 'rejected', now);
  await decide('hidden_01', 'rejected', now);
  await world.uploads.remove({ accountId: 'a1b2c3', id: 'owned_001' }, now);
  expect(await queued('image.withdraw')).toEqual([
    ['seen_0001', now + 10_000],
    ['owned_001', now + 10_000],
  ]);
  await withdraw({ imageId: 'seen_0001' }, context);
  expect(forgotten).toEqual([
    [
      ['med', 'small', 'thumb']
        .map((size) => `/images/${size}/seen_0001.jpg`)
        .concat('/images/seen_0001.jpg'),
      'catops-seen_0001-7',
    ],
  ]);
  await decide('seen_0001', 'approved', now);
  await withdraw({ imageId: 'seen_0001' }, context);
  expect(forgotten).toHaveLength(1);
  await createImageWithdrawal({ ...world, cdn: undefined })({ imageId: 'owned_001' }, context);
});
