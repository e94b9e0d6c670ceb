import { type SelectQueryBuilder, sql } from 'kysely';
import { later, prepared } from '../../infra/sql/prepared.js';
import type { Db, Tables } from '../../infra/sql/tables.js';
import type {
  AnalysisDocument,
  ImageFilter,
  ImageOrder,
  ImageRecord,
  ImageStore,
} from './store.js';

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
      const matching = filtered(approved(), filter);
      const start = order === 'random' ? 0 : page * limit;
      const [rows, count] = await Promise.all([
        ordered(withLinks(matching), order).limit(limit).offset(start).execute(),
        matching.select(({ fn }) => fn.countAll<number>().as('total')).executeTakeFirstOrThrow(),
      ]);
      return { rows: rows.map(toRecord), total: Number(count.total) };
    },
  };
}

// Breeds and categories come in the same query, as lists: two columns cost less than two queries.
function withLinks(query: Query<object>) {
  return query.select([
    'id',
    'extension',
    'width',
    'height',
    'position',
    sql<string | null>`(select group_concat(breed_id order by breed_id)
      from image_breeds where image_id = images.id)`.as('breed_ids'),
    sql<string | null>`(select group_concat(category_id order by category_id)
      from image_categories where image_id = images.id)`.as('category_ids'),
  ]);
}

interface Row extends Pick<ImageRecord, 'id' | 'extension' | 'width' | 'height' | 'position'> {
  readonly breed_ids: string | null;
  readonly category_ids: string | null;
}

function toRecord({ breed_ids, category_ids, ...row }: Row): ImageRecord {
  return { ...row, breedIds: list(breed_ids), categoryIds: list(category_ids).map(Number) };
}

function list(joined: string | null): string[] {
  return joined === null ? [] : String(joined).split(',');
}

function filtered(query: Query<object>, filter: ImageFilter): Query<object> {
  const { breedIds, categoryIds, extensions, hasBreeds } = filter;
  let result = query;
  if (hasBreeds) {
    result = result.where('id', 'in', (q) => q.selectFrom('image_breeds').select('image_id'));
  }
  if (breedIds) {
    result = result.where('id', 'in', (q) =>
      q.selectFrom('image_breeds').select('image_id').where('breed_id', 'in', orNone(breedIds, '')),
    );
  }
  if (categoryIds) {
    result = result.where('id', 'in', (q) =>
      q
        .selectFrom('image_categories')
        .select('image_id')
        .where('category_id', 'in', orNone(categoryIds, -1)),
    );
  }
  if (extensions) {
    result = result.where('extension', 'in', orNone<string>(extensions, '') as typeof extensions);
  }
  return result;
}

// Not every database takes an empty list; one value that nothing has means the same.
function orNone<T>(values: readonly T[], none: T): readonly T[] {
  return values.length === 0 ? [none] : values;
}

function ordered<R>(query: Query<R>, order: ImageOrder): Query<R> {
  return order === 'random'
    ? query.orderBy(({ fn }) => fn('random', []))
    : query.orderBy('position', order);
}
