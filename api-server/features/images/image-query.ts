import type { Ask } from '../../http/binding.js';
import type { ImageQuery } from './image-index.js';
import type { SearchQuery } from './schemas.js';
import type { ImageFilter } from './store.js';

/** Most pictures in one answer, without and with a key. */
const caps = { keyless: 10, keyed: 100 };

interface Known {
  readonly keyed: ImageQuery;
  readonly keyless: ImageQuery;
}

// Parameters that were read before are the same object, so what follows from them is kept as well.
const known = new WeakMap<SearchQuery, Known>();

/** What a search asks of the index or the store, with what the audience is allowed. */
export function imageQueryOf({ keyed, query }: Ask<unknown, SearchQuery>): ImageQuery {
  let made = known.get(query);
  if (made === undefined) {
    made = { keyed: keyedQuery(query), keyless: keylessQuery(query) };
    known.set(query, made);
  }
  return keyed ? made.keyed : made.keyless;
}

function keyedQuery(query: SearchQuery): ImageQuery {
  const { order } = query;
  const page = order === 'random' ? 0 : query.page;
  return { filter: filterOf(query), order, limit: limitOf(query, caps.keyed), page };
}

/** Without a key every search is random, and no page of it means anything. */
function keylessQuery(query: SearchQuery): ImageQuery {
  const limit = limitOf(query, caps.keyless);
  return { filter: filterOf(query), order: 'random', limit, page: 0 };
}

function limitOf(query: SearchQuery, cap: number): number {
  return query.format === 'src' ? 1 : Math.min(query.limit, cap);
}

function filterOf(query: SearchQuery): ImageFilter {
  const breedIds = query.breed_ids ?? query.breed_id ?? [];
  const categoryIds = query.category_ids ?? query.category_id ?? [];
  return {
    ...(breedIds.length > 0 && { breedIds }),
    ...(categoryIds.length > 0 && { categoryIds }),
    ...(query.mime_types.length > 0 && { extensions: query.mime_types }),
    ...(query.has_breeds && { hasBreeds: true }),
  };
}
