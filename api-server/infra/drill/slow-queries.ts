import { sql } from 'kysely';
import { serverEnv } from '../../../src/contracts/server-env.js';
import { CatopsError } from '../../../src/platform/errors.js';
import type { AppDeps } from '../../ports.js';
import type { Db } from '../sql/tables.js';

/** Milliseconds that a query takes longer than it does, by store and method: `images.analysis`. */
export type SlowQueries = Readonly<Record<string, number>>;

type Stores = AppDeps['stores'];

/**
 * The stores with some queries slow: each first sleeps in the database, for so long and on a
 * connection, as a query does that the database is slow with. One query more is counted for it.
 */
export function withSlowQueries(stores: Stores, slow: SlowQueries, db: Db): Stores {
  const altered: Record<string, Record<string, unknown>> = {};
  for (const [name, ms] of Object.entries(slow)) {
    const [store = '', method = ''] = name.split('.');
    const methods = altered[store] ?? { ...storeOf(stores, store) };
    altered[store] = methods;
    const query = methods[method];
    if (typeof query !== 'function') throw unknown(name);
    methods[method] = async (...asked: unknown[]) => {
      await sql`select sleep(${ms / 1000})`.execute(db);
      return query(...asked);
    };
  }
  return { ...stores, ...altered } as Stores;
}

function storeOf(stores: Stores, name: string): Record<string, unknown> | undefined {
  const own = Object.hasOwn(stores, name) ? stores[name as keyof Stores] : undefined;
  return own as unknown as Record<string, unknown> | undefined;
}

function unknown(name: string): CatopsError {
  return new CatopsError(
    'config-invalid',
    `${serverEnv.drillSlow}: there is no query ${JSON.stringify(name)}.`,
    { hint: 'one such as images.analysis' },
  );
}
