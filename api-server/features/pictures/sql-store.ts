import { addJobs } from '../../infra/queue/add-jobs.js';
import { changing, insertAll, recordChanges } from '../../infra/sql/change-feed.js';
import { isReserved } from '../../infra/sql/reserved-images.js';
import type { Db } from '../../infra/sql/tables.js';
import { renditionsText } from '../images/index.js';
import type { PictureStore } from './store.js';

/** Pictures in the SQL database, as jobs see them. */
export function createSqlPictureStore(db: Db): PictureStore {
  return {
    async find(id) {
      const row = await db
        .selectFrom('images')
        .select(['extension', 'width', 'renditions', 'deleted_at', 'approved_at'])
        .where('id', '=', id)
        .executeTakeFirst();
      if (!row) return undefined;
      const { extension, width, renditions, deleted_at, approved_at } = row;
      return {
        ...{ id, extension, width, isResized: renditions !== null },
        ...{ isPublic: approved_at !== null, isRemoved: deleted_at !== null },
      };
    },
    async areRemoved(ids) {
      if (ids.length === 0) return new Map();
      const rows = await db
        .selectFrom('images')
        .select(['id', 'deleted_at'])
        .where('id', 'in', ids)
        .execute();
      return new Map(rows.map(({ id, deleted_at }) => [id, deleted_at !== null]));
    },
    async forgetCutOff(firsts, before) {
      await db
        .deleteFrom('images')
        .where(isReserved)
        .where('created_at', '<', before)
        .where(({ fn, val }) => fn<string>('substr', ['id', val(1), val(1)]), 'in', firsts)
        .execute();
    },
    resized: (id, made, now) =>
      changing(db, async (trx) => {
        const { numUpdatedRows } = await trx
          .updateTable('images')
          .set({ renditions: renditionsText(made) })
          .where('id', '=', id)
          .where('deleted_at', 'is', null)
          .executeTakeFirstOrThrow();
        if (numUpdatedRows === 0n) return false;
        await recordChanges(trx, [{ kind: 'image', subject: id }], now);
        return true;
      }),
    removeRejected: (before, now, atMost) =>
      changing(db, async (trx) => {
        const due = await trx
          .selectFrom('images')
          .select(['id', 'account_id', 'review_reason'])
          .where('review', '=', 'rejected')
          .where('deleted_at', 'is', null)
          .where('reviewed_at', '<=', before)
          .orderBy('created_at')
          .limit(atMost)
          .execute();
        if (due.length === 0) return 0;
        const ids = due.map(({ id }) => id);
        const gone = { deleted_at: now, approved_at: null };
        await trx.updateTable('images').set(gone).where('id', 'in', ids).execute();
        for (const table of ['evidence', 'analyses'] as const) {
          await trx.deleteFrom(table).where('image_id', 'in', ids).execute();
        }
        const told = due.map(({ id, review_reason }) => ({
          ...{ at: now, actor: 'catops', action: 'image.purged', subject: id },
          detail: review_reason,
        }));
        await insertAll(told, (some) => trx.insertInto('audit').values(some).execute());
        const jobs = due.map(({ id, account_id: accountId }) => {
          return { type: 'image.purge' as const, payload: { imageId: id }, accountId };
        });
        await addJobs(trx, jobs, now);
        const changes = ids.map((subject) => ({ kind: 'image' as const, subject }));
        await recordChanges(trx, changes, now);
        return due.length;
      }),
  };
}
