// A process of its own that rolls up one day: `roll-process.ts <directory> <now> <hours> <kill after>`.
// It kills itself with SIGKILL after so many objects were put in place; 0 is never.
import type { RollupStore } from '../ports.js';
import { rollUp } from '../roll-up.js';
import { openRollupDeps } from './rollup-deps.js';

const [directory = '', now = '0', hours = '', killAfter = '0'] = process.argv.slice(2);
const { deps, duckdb } = openRollupDeps(directory, () => Number(now));
let put = 0;
const store: RollupStore = {
  ...deps.store,
  replace: async (...args) => {
    const result = await deps.store.replace(...args);
    if (result !== 'conflict') put += 1;
    if (put > 0 && put === Number(killAfter)) process.kill(process.pid, 'SIGKILL');
    return result;
  },
};
const request = {
  days: ['2018-11-15'],
  ...(hours ? { hours: hours.split(',') } : {}),
  force: false,
  lateMs: 48 * 3_600_000,
  dayTables: false,
};
const outcome = await rollUp({ ...deps, store }, request, new AbortController().signal);
if (outcome.failure) throw outcome.failure;
await duckdb.close();
