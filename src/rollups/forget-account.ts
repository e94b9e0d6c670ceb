import { CatopsError } from '../platform/errors.js';
import type { Day, RollupStore } from './ports.js';
import { readRuns, writeRuns } from './stored-runs.js';
import type { Workbench } from './workbench.js';

/**
 * Takes an account out of the daily keys, the only table that names one; answers the days that were
 * rewritten. Totals stay: they name nobody. Doing it again finds nothing. Raw logs still name the
 * account until they are purged, and a day counted again from them would too.
 */
export async function forgetAccount(
  deps: { readonly store: RollupStore; readonly workbench: Workbench },
  id: string,
  signal: AbortSignal,
): Promise<readonly Day[]> {
  if (!/^[A-Za-z0-9_-]{1,64}$/.test(id)) {
    throw new CatopsError('usage-invalid', 'That is no public id of an account.');
  }
  const days: Day[] = [];
  for (const dt of await deps.store.days('keys_day', signal)) {
    if (await forgetIn(deps, dt, id, signal)) days.push(dt);
  }
  return days;
}

async function forgetIn(
  { store, workbench }: { readonly store: RollupStore; readonly workbench: Workbench },
  dt: Day,
  id: string,
  signal: AbortSignal,
): Promise<boolean> {
  const bench = await workbench.open(signal);
  try {
    const expected = await store.stat('keys_day', dt, signal);
    const path = await store.local('keys_day', dt, signal);
    if (!path) return false;
    await bench.attach('keys_day', [path]);
    // The id was checked above: letters, digits, - and _.
    const found = await bench.query(
      `SELECT 1 AS found FROM keys_day WHERE api_key_id = '${id}' LIMIT 1`,
    );
    if (found.length === 0) return false;
    const rest = await bench.write(
      'keys_day',
      `SELECT * FROM keys_day WHERE api_key_id <> '${id}'`,
    );
    const put = await store.replace({ table: 'keys_day', dt }, rest, expected, signal);
    const { runs, object } = await readRuns(store, bench, dt, signal);
    if (put === 'conflict') return changedMeanwhile(dt);
    const objects = { ...runs.objects, keys_day: put.etag };
    const noted = await writeRuns(store, bench, { runs: { ...runs, objects }, object }, signal);
    return noted || changedMeanwhile(dt);
  } finally {
    await bench.close();
  }
}

function changedMeanwhile(dt: Day): never {
  throw new CatopsError('rollup-locked', `Another process is writing the accounts of ${dt}.`, {
    hint: 'wait until it has ended, then run it again',
  });
}
