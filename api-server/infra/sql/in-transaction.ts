import { systemErrorCode } from '../../../src/platform/errors.js';
import type { Db, Trx } from './tables.js';

/** How often it is tried when others held its rows in another order. */
const tries = 5;

/**
 * Does the work in a transaction. The database ends one of two that wait for each other, with
 * nothing of it left: that one is done again, so the work has no other effects.
 */
export async function inTransaction<T>(db: Db, work: (trx: Trx) => Promise<T>): Promise<T> {
  for (let tried = 1; ; tried += 1) {
    try {
      return await db.transaction().execute(work);
    } catch (error) {
      if (systemErrorCode(error) !== 'ER_LOCK_DEADLOCK' || tried === tries) throw error;
    }
  }
}
