import type { Db } from '../../infra/sql/tables.js';
import type { CategoryStore } from './store.js';

/** Categories in the SQL database. */
export function createSqlCategoryStore(db: Db): CategoryStore {
  return {
    list: () => db.selectFrom('categories').select(['id', 'name']).orderBy('name').execute(),
  };
}
