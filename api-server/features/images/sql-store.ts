import type { Selectable, SelectQueryBuilder } from 'kysely';
import { filtered, links, linksOf } from '../../infra/sql/image-links.js';
import { later, prepared } from '../../infra/sql/prepared.js';
import type { Db, Tables } from '../../infra/sql/tables.js';
import { readRenditions } from './renditions.js';
import type { AnalysisDocument, ImageOrder, ImageRecord, ImageStore } from './store.js';

type Query<Row> = SelectQueryBuilder<Tables, 'images', Row>;

/** Pictures in the SQL database. */
export function createSqlImageStore(db: Db): ImageStore {
  const approved = () => db.selectFrom('images').where('approved_at', 'is not', null);
  const byId = prepared(db, withLinks(approved()).where('id', '=', later));
  const analysis = prepared(
    db,
    db
      .selectFrom('analyses')
      .innerJoin('images', 'images.id', 'analyses.image_id')
      .select('document')
      .where('images.approved_at', 'is not', null)
      .where('image_id', '=', later),
  );

  return {
    async all() {
      return (await withLinks(approved()).orderBy('position').execute()).map(toRecord);
    },
    async byIds(ids) {
      if (ids.length === 0) return [];
      const rows =
        ids.length === 1
          ? await byId(ids[0])
          : await withLinks(approved()).where('id', 'in', ids).execute();
      return rows.map(toRecord);
    },
    async analysis(id) {
      const row = (await analysis(id))[0];
      return row && (JSON.parse(row.document) as AnalysisDocument);
    },
    async search({ filter, order, limit, page }) {
      const matching = filtered(approved().where('resting_since', 'is', null), filter);
      const start = order === 'random' ? 0 : page * limit;
      const rows = await ordered(withLinks(matching), order).limit(limit).offset(start).execute();
      const count = await matching
        .select(({ fn }) => fn.countAll<number>().as('total'))
        .executeTakeFirstOrThrow();
      return { rows: rows.map(toRecord), total: Number(count.total) };
    },
  };
}

const columns = [
  ...(['id', 'extension', 'width', 'height'] as const),
  ...(['position', 'account_id', 'resting_since', 'renditions'] as const),
] as const;

function withLinks(query: Query<object>) {
  return query.select(columns).select(links);
}

type Row = Pick<Selectable<Tables['images']>, (typeof columns)[number]> & {
  readonly breed_ids: string | null;
  readonly category_ids: string | null;
};

function toRecord(row: Row): ImageRecord {
  const { id, extension, width, height, position, account_id } = row;
  return {
    ...{ id, extension, width, height, position, ...linksOf(row), ownerId: account_id },
    resting: row.resting_since !== null,
    renditions: readRenditions(row.renditions),
  };
}

function ordered<R>(query: Query<R>, order: ImageOrder): Query<R> {
  return order === 'random'
    ? query.orderBy(({ fn }) => fn('random', []))
    : query.orderBy('position', order);
}
