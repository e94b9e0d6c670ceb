export { CategoryIndex } from './category-index.js';
export { listCategories } from './routes.js';

import { type Ask, type Binding, bind } from '../../http/binding.js';
import { jsonReply, paginationHeaders, type Reply } from '../../http/reply.js';
import type { CategoryIndex } from './category-index.js';
import { type CategoryQuery, listCategories } from './routes.js';
import type { CategoryStore } from './store.js';

/** The routes of categories with their handlers. */
export function bindCategories(store: CategoryStore, index: CategoryIndex): Binding[] {
  return [
    bind(listCategories, {
      // There is any number of pages beyond the end, so none is loaded or kept.
      known: ({ query: { page, limit } }) =>
        page === 0 || page * limit < index.size
          ? undefined
          : jsonReply('[]', paginationHeaders(index.size, page, limit)),
      load: (ask) => list(store, ask),
    }),
  ];
}

async function list(store: CategoryStore, { query }: Ask<unknown, CategoryQuery>): Promise<Reply> {
  const categories = await store.list();
  const first = query.page * query.limit;
  const rows = categories.slice(first, first + query.limit).map(({ id, name }) => ({ id, name }));
  const headers = paginationHeaders(categories.length, query.page, query.limit);
  return jsonReply(JSON.stringify(rows), headers);
}
