import { changing, recordChanges } from '../../infra/sql/change-feed.js';
import type { Db } from '../../infra/sql/tables.js';
import { renditionsText } from '../images/index.js';
import type { PictureStore } from './store.js';

/** Pictures in the SQL database, as jobs see them. */
export function createSqlPictureStore(db: Db): PictureStore {
  return {
    async find(id) {
      const row = await db
        .selectFrom('images')
        .select(['id', 'extension', 'width', 'renditions', 'deleted_at'])
        .where('id', '=', id)
        .executeTakeFirst();
      if (!row) return undefined;
      const { extension, width, renditions, deleted_at } = row;
      return {
        id,
        extension,
        width,
        isResized: renditions !== null,
        isRemoved: deleted_at !== null,
      };
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
  };
}
