import { CatopsError } from '../../platform/errors.js';
import type { RunEntry } from '../runs.js';
import { accountRows, dayRoutes, imageRows } from '../sql/fold.js';
import { dayLatencies, dayRows, mergedHours, mergedLatencies } from '../sql/stored-tables.js';
import type { TableName } from '../tables.js';
import type { DayContext } from './roll-up-day.js';

/** Etags of tables that were put in place. */
export type Written = Partial<Readonly<Record<TableName, string>>>;

/** How often a table is merged again because another process was faster. */
const attempts = 5;

/** Puts the scanned hours into the day's tables of hours. */
export async function writeHours(
  context: DayContext,
  entries: readonly RunEntry[],
): Promise<Written> {
  const hours = entries.flatMap(({ hour }) => (hour === null ? [] : [hour]));
  context.work.tell('writing', hours);
  return {
    rollup_hour: await put(context, 'rollup_hour', mergedHours(hours)),
    latency_hour: await put(context, 'latency_hour', mergedLatencies(hours)),
  };
}

/**
 * Makes the day's tables from its hours. `counted`: accounts and images were scanned just now;
 * `known`: the stored accounts are those of the day as it is.
 */
export async function writeDay(
  context: DayContext,
  { counted, known }: { readonly counted: boolean; readonly known: boolean },
): Promise<Written> {
  const written: Record<string, string> = {};
  await attachStored(context, 'rollup_hour');
  await attachStored(context, 'latency_hour');
  await context.bench.derive('day_routes', dayRoutes);
  if (counted) {
    written['keys_day'] = await put(context, 'keys_day', accountRows);
    written['images_day'] = await put(context, 'images_day', imageRows);
  } else {
    await attachStored(context, 'keys_day');
  }
  written['latency_day'] = await put(context, 'latency_day', dayLatencies);
  return { ...written, rollup_day: await put(context, 'rollup_day', dayRows(known)) };
}

/** Makes a table from what is stored, and puts it in place if that is still what is stored. */
async function put(context: DayContext, table: TableName, sql: string): Promise<string> {
  const { deps, work, bench, signal } = context;
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    const expected = await attachStored(context, table);
    const path = await bench.write(table, sql);
    const put = await deps.store.replace({ table, dt: work.dt }, path, expected, signal);
    if (put === 'conflict') continue;
    await bench.attach(table, [path]);
    return put.etag;
  }
  throw new CatopsError('rollup-locked', `Other processes keep writing ${table} of ${work.dt}.`, {
    hint: 'wait until they have ended, then run it again',
  });
}

async function attachStored({ deps, work, bench, signal }: DayContext, table: TableName) {
  // The object before its content: a content that is newer is found out when it is replaced.
  const object = await deps.store.stat(table, work.dt, signal);
  const path = object && (await deps.store.local(table, work.dt, signal));
  await bench.attach(table, path ? [path] : []);
  return object;
}
