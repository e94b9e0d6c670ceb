import { type SelectQueryBuilder, sql } from 'kysely';
import type { ImageFilter } from '../../features/images/store.js';
import type { Tables } from './tables.js';

/**
 * Breeds and categories of a picture in the same query, as lists: two columns cost less than two
 * queries.
 */
export const links = [
  sql<string | null>`(select group_concat(breed_id order by breed_id)
    from image_breeds where image_id = images.id)`.as('breed_ids'),
  sql<string | null>`(select group_concat(category_id order by category_id)
    from image_categories where image_id = images.id)`.as('category_ids'),
] as const;

interface LinkColumns {
  readonly breed_ids: string | null;
  readonly category_ids: string | null;
}

/** What {@link links} select, as a picture has it. */
export function linksOf({ breed_ids, category_ids }: LinkColumns) {
  return { breedIds: list(breed_ids), categoryIds: list(category_ids).map(Number) };
}

function list(joined: string | null): string[] {
  return joined === null ? [] : String(joined).split(',');
}

type Query<Row> = SelectQueryBuilder<Tables, 'images', Row>;

/** Only the pictures that a filter asks for. */
export function filtered(query: Query<object>, filter: ImageFilter): Query<object> {
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
