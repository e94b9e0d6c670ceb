import { changing, recordChanges } from '../../infra/sql/change-feed.js';
import { decideImage } from '../../infra/sql/decide-image.js';
import type { Db } from '../../infra/sql/tables.js';
import type { AnalysisStore } from './store.js';

/** Evidence and analyses in the SQL database. */
export function createSqlAnalysisStore(db: Db): AnalysisStore {
  const unseen = (on: Db, imageId: string) =>
    on
      .selectFrom('images')
      .leftJoin('evidence', 'evidence.image_id', 'images.id')
      .select(['id', 'extension', 'review', 'reviewed_at', 'approved_at'])
      .select('images.created_at')
      .where('id', '=', imageId)
      .where('deleted_at', 'is', null)
      .where('evidence.image_id', 'is', null)
      .executeTakeFirst();
  return {
    async unseen(imageId) {
      const row = await unseen(db, imageId);
      return row && { id: row.id, extension: row.extension };
    },
    keep: ({ imageId, evidence, document, decision }, now) =>
      changing(db, async (trx) => {
        const row = await unseen(trx, imageId);
        if (!row) return;
        const { verdict, score, analyser } = evidence;
        await trx
          .insertInto('evidence')
          .values({
            ...{ image_id: imageId, verdict, score, analyser, created_at: now },
            document: JSON.stringify(evidence),
          })
          .execute();
        await trx.deleteFrom('analyses').where('image_id', '=', imageId).execute();
        await trx
          .insertInto('analyses')
          .values({ image_id: imageId, document: JSON.stringify(document) })
          .execute();
        // One that everybody saw at once was looked at by nobody: what is certainly wrong is taken away.
        const isUnseen = row.review === 'approved' && row.reviewed_at === row.created_at;
        const isOpen = row.review === 'waiting' || (isUnseen && decision?.verdict === 'rejected');
        if (decision !== null && isOpen) {
          await decideImage(trx, { id: imageId, actor: analyser, ...decision }, now);
        } else if (row.approved_at !== null) {
          // Some process may remember that there is none.
          await recordChanges(trx, [{ kind: 'image', subject: imageId }], now);
        }
      }),
  };
}
