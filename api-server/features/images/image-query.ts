import type { ImageQuery } from './image-index.js';
import type { RowFields } from './image-row.js';
import { subIdOf } from './marks.js';
import type { PictureSize } from './renditions.js';
import type { ImageFilterQuery, SearchQuery } from './schemas.js';
import type { ImageFilter } from './store.js';

/** Most pictures in one answer, without and with a key. */
export interface SearchCaps {
  readonly keyless: number;
  readonly keyed: number;
}

/** A search, worked out once for both audiences. */
export interface PreparedSearch {
  readonly keyed: ImageQuery;
  readonly keyless: ImageQuery;
  /** Whose votes and favourites an account wants to see; null: those without a sub_id. */
  readonly subId: string | null | undefined;
  /** The answer is a redirect to the first picture. */
  readonly redirects: boolean;
  readonly fields: RowFields;
  /** What the addresses lead to. */
  readonly size: PictureSize;
  /** It is asked for in the form in which rows are made ahead. */
  readonly isUsual: boolean;
}

/** What a search asks of the index or the store, with what each audience is allowed. */
export function prepareSearch(query: SearchQuery, caps: SearchCaps): PreparedSearch {
  const { include_breeds: breeds, include_categories: categories } = query;
  return {
    keyed: keyedQuery(query, caps.keyed),
    keyless: keylessQuery(query, caps.keyless),
    subId: subIdOf(query.sub_id),
    redirects: query.format === 'src',
    fields: { breeds, categories },
    size: query.size,
    isUsual: breeds && categories && query.size === 'full',
  };
}

function keyedQuery(query: SearchQuery, cap: number): ImageQuery {
  const { order } = query;
  const page = order === 'random' ? 0 : query.page;
  return { filter: filterOf(query), order, limit: limitOf(query, cap), page };
}

/** Without a key every search is random, and no page of it means anything. */
function keylessQuery(query: SearchQuery, cap: number): ImageQuery {
  const limit = limitOf(query, cap);
  return { filter: filterOf(query), order: 'random', limit, page: 0 };
}

function limitOf(query: SearchQuery, cap: number): number {
  return query.format === 'src' ? 1 : Math.min(query.limit, cap);
}

/** Which pictures are asked for, by parameters that searches and own uploads have in common. */
export function filterOf(query: ImageFilterQuery): ImageFilter {
  const breedIds = query.breed_ids ?? query.breed_id ?? [];
  const categoryIds = query.category_ids ?? query.category_id ?? [];
  return {
    ...(breedIds.length > 0 && { breedIds }),
    ...(categoryIds.length > 0 && { categoryIds }),
    ...(query.mime_types.length > 0 && { extensions: query.mime_types }),
    ...(query.has_breeds && { hasBreeds: true }),
  };
}
