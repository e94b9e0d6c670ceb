import { codeOf } from '../../failures/cause.js';
import { blamed } from '../../failures/dependency.js';

// The database is well, and what the queue needs of it is not there.
const tableIsIll = /^(?:SQLITE_ERROR|ER_NO_SUCH_TABLE|ER_BAD_FIELD_ERROR)/;

/** Tells a queue that is ill from a database that is. */
export async function ofQueue<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw tableIsIll.test(codeOf(error) ?? '') ? blamed(error, 'queue') : error;
  }
}
