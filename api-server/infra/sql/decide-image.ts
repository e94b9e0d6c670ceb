import { addJobs } from '../queue/add-jobs.js';
import { recordChanges } from './change-feed.js';
import { nextPosition } from './image-positions.js';
import type { Trx } from './tables.js';

/** What becomes of a picture, and who says so. */
export interface ImageDecision {
  readonly id: string;
  readonly verdict: 'approved' | 'rejected';
  readonly reason: string | null;
  /** `people`, or the name of a program. */
  readonly actor: string;
}

/**
 * Shows a picture to everybody, or to nobody but its owner; every process is told, and who decided is
 * kept. Answers the columns as they are now. To be called in the transaction that looked at it.
 */
export async function decideImage(
  trx: Trx,
  { id, verdict, reason, actor }: ImageDecision,
  now: number,
) {
  const shown = verdict === 'approved';
  const before = await trx
    .selectFrom('images')
    .select(['approved_at', 'account_id'])
    .where('id', '=', id)
    .executeTakeFirst();
  const decided = {
    ...{ review: verdict, reviewed_at: now, review_reason: reason },
    approved_at: shown ? now : null,
    ...(shown && { position: await nextPosition(trx) }),
  };
  await trx.updateTable('images').set(decided).where('id', '=', id).execute();
  await trx
    .insertInto('audit')
    .values({ at: now, actor, action: `image.${verdict}`, subject: id, detail: reason })
    .execute();
  await recordChanges(trx, [{ kind: 'image', subject: id }], now);
  const wasShown = before !== undefined && before.approved_at !== null;
  if (before && shown !== wasShown) {
    const type = shown ? 'image.publish' : 'image.withdraw';
    const accountId = before.account_id;
    await addJobs(trx, [{ type, payload: { imageId: id }, accountId }], now);
  }
  return decided;
}
