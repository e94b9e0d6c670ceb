import type { Selectable, SelectQueryBuilder } from 'kysely';
import { addJobs } from '../../infra/queue/add-jobs.js';
import { changing, recordChanges } from '../../infra/sql/change-feed.js';
import { filtered, links, linksOf } from '../../infra/sql/image-links.js';
import { hiddenPosition, nextPosition } from '../../infra/sql/image-positions.js';
import { later, prepared } from '../../infra/sql/prepared.js';
import { isReserved } from '../../infra/sql/reserved-images.js';
import type { Db, Tables, Trx } from '../../infra/sql/tables.js';
import { readRenditions } from '../images/index.js';
import type { Upload, UploadAsk, UploadBreed, UploadRef, UploadStore } from './store.js';

/** Uploads in the SQL database, in the table of all pictures. */
export function createSqlUploadStore(db: Db): UploadStore {
  const present = (on: Db) => on.selectFrom('images').where('deleted_at', 'is', null);
  const one = prepared(
    db,
    shown(present(db)).where('account_id', '=', later).where('id', '=', later),
  );
  const find = async ({ accountId, id }: UploadRef) => {
    const [row] = await one(accountId, id);
    return row && toUpload(row);
  };
  const matching = ({ accountId, filter, subId, originalFilename }: UploadAsk) => {
    let query = filtered(present(db).where('account_id', '=', accountId), filter);
    if (subId === null) query = query.where('sub_id', 'is', null);
    else if (subId !== undefined) query = query.where('sub_id', '=', subId);
    if (originalFilename === undefined) return query;
    return query.where('original_filename', '=', originalFilename);
  };
  /** Does the work when the account has the picture, and tells every process about it. */
  const changeOwn = (ref: UploadRef, now: number, work: (trx: Trx) => Promise<boolean>) =>
    changing(db, async (trx) => {
      const own = await present(trx)
        .select('id')
        .where('account_id', '=', ref.accountId)
        .where('id', '=', ref.id)
        .executeTakeFirst();
      if (!own || !(await work(trx))) return false;
      await recordChanges(trx, [{ kind: 'image', subject: ref.id }], now);
      return true;
    });

  return {
    find,
    async reserve({ id, extension, width, height, accountId, createdAt }) {
      const { numInsertedOrUpdatedRows = 0n } = await db
        .insertInto('images')
        .values({
          ...{ id, extension, width, height, account_id: accountId },
          ...{ position: hiddenPosition(), created_at: createdAt, deleted_at: createdAt },
        })
        .onConflict((taken) => taken.doNothing())
        .executeTakeFirstOrThrow();
      return numInsertedOrUpdatedRows > 0n;
    },
    async release({ id, accountId }) {
      const own = db.deleteFrom('images').where('id', '=', id).where('account_id', '=', accountId);
      await own.where(isReserved).execute();
    },
    async giveUp({ id, accountId }) {
      const { numUpdatedRows } = await db
        .updateTable('images')
        .set({ review: 'rejected' })
        .where('id', '=', id)
        .where('account_id', '=', accountId)
        .where(isReserved)
        .executeTakeFirstOrThrow();
      return numUpdatedRows > 0n;
    },
    add: (upload) =>
      changing(db, async (trx) => {
        const { id, accountId, breedIds, createdAt, approved } = upload;
        const { numUpdatedRows } = await trx
          .updateTable('images')
          .set({ ...toRow(upload), ...(approved && { position: await nextPosition(trx) }) })
          .where('id', '=', id)
          .where('account_id', '=', accountId)
          .where(isReserved)
          .executeTakeFirstOrThrow();
        if (numUpdatedRows === 0n) return false;
        if (breedIds.length > 0) {
          const rows = breedIds.map((breed) => ({ image_id: id, breed_id: breed }));
          await trx.insertInto('image_breeds').values(rows).execute();
        }
        await recordChanges(trx, [{ kind: 'image', subject: id }], createdAt);
        const payload = { imageId: id };
        const types = ['image.resize', 'image.analyse'] as const;
        const jobs = types.map((type) => ({ type, payload, accountId }));
        await addJobs(trx, jobs, createdAt);
        return true;
      }),
    async list(ask) {
      const start = ask.order === 'random' ? 0 : ask.page * ask.limit;
      const rows = await ordered(shown(matching(ask)), ask.order)
        .limit(ask.limit)
        .offset(start)
        .execute();
      const count = await matching(ask)
        .select(({ fn }) => fn.countAll<number>().as('total'))
        .executeTakeFirstOrThrow();
      return { rows: rows.map(toUpload), total: Number(count.total) };
    },
    async remove(ref, now) {
      const upload = await find(ref);
      const removed = await changeOwn(ref, now, async (trx) => {
        // Not approved any more: so it is gone for servers of the release before, too.
        const gone = { deleted_at: now, approved_at: null };
        const own = trx.updateTable('images').set(gone).where('id', '=', ref.id);
        const { numUpdatedRows } = await own.executeTakeFirstOrThrow();
        const { id, accountId } = ref;
        const payload = { imageId: id };
        // The request removes the files too: this is for when it is cut off, or the storage is ill.
        const types = [
          'image.purge',
          ...(upload?.approved ? ['image.withdraw' as const] : []),
        ] as const;
        const jobs = types.map((type) => ({ type, payload, accountId }));
        await addJobs(trx, jobs, now);
        const row = { actor: accountId, action: 'image.removed', subject: id, detail: null };
        await trx
          .insertInto('audit')
          .values({ at: now, ...row })
          .execute();
        return numUpdatedRows > 0n;
      });
      return removed ? upload : undefined;
    },
    attachBreed: (breed, now) =>
      changeOwn(breed, now, async (trx) => {
        if (await hasBreed(trx, breed)) return true;
        const row = { image_id: breed.id, breed_id: breed.breedId };
        await trx.insertInto('image_breeds').values(row).execute();
        return true;
      }),
    detachBreed: (breed, now) =>
      changeOwn(breed, now, async (trx) => {
        if (!(await hasBreed(trx, breed))) return false;
        await trx
          .deleteFrom('image_breeds')
          .where('image_id', '=', breed.id)
          .where('breed_id', '=', breed.breedId)
          .execute();
        return true;
      }),
  };
}

async function hasBreed(trx: Db, { id, breedId }: UploadBreed): Promise<boolean> {
  const rows = await trx
    .selectFrom('image_breeds')
    .select('breed_id')
    .where('image_id', '=', id)
    .where('breed_id', '=', breedId)
    .execute();
  return rows.length > 0;
}

const columns = [
  ...(['id', 'extension', 'width', 'height', 'account_id', 'sub_id'] as const),
  ...(['original_filename', 'created_at', 'approved_at', 'renditions'] as const),
] as const;

type Row = Pick<Selectable<Tables['images']>, (typeof columns)[number]> & {
  readonly breed_ids: string | null;
  readonly category_ids: string | null;
};

function shown(query: SelectQueryBuilder<Tables, 'images', object>) {
  return query.select(columns).select(links);
}

function ordered<R>(query: SelectQueryBuilder<Tables, 'images', R>, order: UploadAsk['order']) {
  if (order === 'random') return query.orderBy(({ fn }) => fn('random', []));
  return query.orderBy('created_at', order).orderBy('id', order);
}

/** What a reserved row is given: from then on it has a review, and is not removed. */
function toRow({ subId, originalFilename, createdAt, approved }: Upload) {
  return {
    ...{ sub_id: subId, original_filename: originalFilename, deleted_at: null },
    approved_at: approved ? createdAt : null,
    review: approved ? ('approved' as const) : ('waiting' as const),
    reviewed_at: approved ? createdAt : null,
  };
}

function toUpload(row: Row): Upload {
  const { id, extension, width, height, account_id, sub_id, original_filename } = row;
  return {
    ...{ id, extension, width, height, accountId: account_id ?? '', subId: sub_id },
    ...{ originalFilename: original_filename, createdAt: row.created_at },
    approved: row.approved_at !== null,
    renditions: readRenditions(row.renditions),
    ...linksOf(row),
  };
}
