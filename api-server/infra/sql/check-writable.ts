import type { Db } from './tables.js';

/** Rejects when the database takes no writes. Writes nothing itself: there is no such row. */
export async function checkWritable(db: Db): Promise<void> {
  await db
    .updateTable('meta')
    .set(({ ref }) => ({ value: ref('value') }))
    .where('key', '=', '(none)')
    .execute();
}
