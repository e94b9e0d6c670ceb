import { sql } from 'kysely';
import { later, prepared } from '../../infra/sql/prepared.js';
import type { Db } from '../../infra/sql/tables.js';
import type { BreedRecord, BreedStore } from './store.js';

/** Breeds in the SQL database: one JSON document a breed, as the wire sends it. */
export function createSqlBreedStore(db: Db): BreedStore {
  const documents = () => db.selectFrom('breeds').select('document').orderBy('position');
  const byId = prepared(db, documents().where('id', '=', later));
  return {
    list: async () => (await documents().execute()).map(toRecord),
    byId: async (id) => (await byId(id)).map(toRecord)[0],
    async searchByName(text) {
      const pattern = `%${text.replace(/[!%_]/g, '!$&')}%`;
      const named = sql<boolean>`lower(name) like lower(${pattern}) escape '!'`;
      return (await documents().where(named).execute()).map(toRecord);
    },
  };
}

function toRecord(row: { document: string }): BreedRecord {
  return JSON.parse(row.document) as BreedRecord;
}
