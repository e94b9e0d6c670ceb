import { CatopsError } from '../platform/errors.js';
import type { Day, RollupStore } from './ports.js';
import { readRuns, writeRuns } from './stored-runs.js';
import type { Bench, Workbench } from './workbench.js';

/**
 * Takes an account out of the daily keys, the only table that names one; answers the days that were
 * rewritten. Totals stay: they name nobody. Doing it again finds nothing. Raw logs still name the
 * account until they are purged, and a day counted again from them would too.
 */
export async function forgetAccount(
  deps: Tables,
  id: string,
  signal: AbortSignal,
): Promise<readonly Day[]> {
  checkId(id);
  const days: Day[] = [];
  for (const dt of await deps.store.days('keys_day', signal)) {
    if (await forgetIn(deps, dt, id, signal)) days.push(dt);
  }
  return days;
}

/** Whether any day still names the account. Changes nothing. */
export async function isNamed(deps: Tables, id: string, signal: AbortSignal): Promise<boolean> {
  checkId(id);
  for (const dt of await deps.store.days('keys_day', signal)) {
    const bench = await deps.workbench.open(signal);
    try {
      const path = await deps.store.local('keys_day', dt, signal);
      if (path && (await isIn(bench, path, id))) return true;
    } finally {
      await bench.close();
    }
  }
  return false;
}

interface Tables {
  readonly store: RollupStore;
  readonly workbench: Workbench;
}

// What is put into a query is checked: letters, digits, - and _.
function checkId(id: string): void {
  if (/^[A-Za-z0-9_-]{1,64}$/.test(id)) return;
  throw new CatopsError('usage-invalid', 'That is no public id of an account.');
}

async function isIn(bench: Bench, path: string, id: string): Promise<boolean> {
  await bench.attach('keys_day', [path]);
  const found = await bench.query(
    `SELECT 1 AS found FROM keys_day WHERE api_key_id = '${id}' LIMIT 1`,
  );
  return found.length > 0;
}

async function forgetIn(
  { store, workbench }: Tables,
  dt: Day,
  id: string,
  signal: AbortSignal,
): Promise<boolean> {
  const bench = await workbench.open(signal);
  try {
    const expected = await store.stat('keys_day', dt, signal);
    const path = await store.local('keys_day', dt, signal);
    if (!path) return false;
    if (!(await isIn(bench, path, id))) return false;
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
