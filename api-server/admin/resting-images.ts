import type { AdminReply, AdminRequest } from '../../src/contracts/admin-process.js';
import { CatopsError } from '../../src/platform/errors.js';
import { printable } from '../../src/platform/terminal-text.js';
import { changing } from '../infra/sql/change-feed.js';
import { changeRest, restingImages } from '../infra/sql/image-rest.js';
import type { Db } from '../infra/sql/tables.js';
import { dislikeOf } from '../jobs/rest-rule.js';

type Ask<Op> = Extract<AdminRequest, { op: Op }>;

/** The pictures that votes keep out of rotation, those that rest longest first. */
export async function restingList(
  db: Db,
  { limit }: Ask<'image.resting'>,
): Promise<AdminReply<'image.resting'>> {
  const resting = await restingImages(db);
  const images = resting.slice(0, limit).map(({ imageId, since, tally }) => ({
    ...{ id: imageId, since: new Date(since).toISOString(), ...tally },
    dislike: Number(dislikeOf(tally).toFixed(3)),
  }));
  return { images, total: resting.length };
}

/** Brings a picture back; of its votes those count that come from now on. */
export async function wakeImage(
  db: Db,
  { id, dryRun }: Ask<'image.wake'>,
  now: number,
): Promise<AdminReply<'image.wake'>> {
  const image = await db
    .selectFrom('images')
    .select('resting_since')
    .where('id', '=', id)
    .where('deleted_at', 'is', null)
    .executeTakeFirst();
  if (!image) {
    throw new CatopsError('image-unknown', `No picture has the id "${printable(id)}".`, {
      hint: 'catops images resting',
    });
  }
  if (dryRun || image.resting_since === null) return { changed: image.resting_since !== null };
  const change = { imageId: id, to: 'wake', actor: 'operator', detail: null, now } as const;
  return { changed: await changing(db, (trx) => changeRest(trx, change)) };
}
