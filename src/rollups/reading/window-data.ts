import { CatopsError } from '../../platform/errors.js';
import type { Day, RollupStore } from '../ports.js';
import { noRuns, parseRuns, type Runs } from '../runs.js';
import type { TableName } from '../tables.js';
import type { Bench } from '../workbench.js';
import { daysOf, isWholeDays, type ReportWindow } from './report-window.js';
import { accountRowsIn, bucketRows, factRows } from './texts.js';

/** What is stored of a window; the bench has it as `facts`, `buckets` and `accounts`. */
export interface WindowData {
  readonly window: ReportWindow;
  readonly runs: readonly Runs[];
  /** Days that have counters by hour. Those of others are kept no longer, or were never made. */
  readonly byHour: ReadonlySet<Day>;
  /** Days that have counters of the whole day. */
  readonly byDay: ReadonlySet<Day>;
  /** Whether percentiles can be told: the buckets of each day are there, by hour or by day. */
  readonly latencies: boolean;
  /** Whether accounts are known of every day of the window, and the window is whole days. */
  readonly accounts: boolean;
  readonly images: boolean;
}

/** Brings the stored tables of a window onto the bench; no log is read. */
export async function loadWindow(
  { store, bench, signal }: { store: RollupStore; bench: Bench; signal: AbortSignal },
  window: ReportWindow,
  route: string | null,
): Promise<WindowData> {
  const days = daysOf(window);
  const paths = async (table: TableName) => {
    const found = new Map<Day, string>();
    for (const dt of days) {
      const path = await store.local(table, dt, signal);
      if (path) found.set(dt, path);
    }
    await bench.attach(table, [...found.values()]);
    return found;
  };
  const runs: Runs[] = [];
  for (const dt of days) {
    const path = await store.local('runs', dt, signal);
    runs.push(path ? parseRuns(await bench.read(path), dt) : noRuns(dt));
  }
  const hours = await paths('rollup_hour');
  const latencies = await paths('latency_hour');
  const dayLatencies = await paths('latency_day');
  const wholeDays = await paths('rollup_day');
  const accounts = await paths('keys_day');
  const images = await paths('images_day');
  const asked = route !== null;
  if (asked) await ask(bench, route);
  const whole = isWholeDays(window);
  const without = (its: ReadonlyMap<Day, string>, by: ReadonlyMap<Day, string>) =>
    whole ? [...its.keys()].filter((dt) => !by.has(dt)) : [];
  const daysOnly = without(wholeDays, hours);
  await bench.derive('facts', factRows(window, daysOnly, asked));
  await bench.derive('buckets', bucketRows(window, without(dayLatencies, latencies), asked));
  await bench.derive('accounts', accountRowsIn(asked));
  return {
    window,
    runs,
    byHour: new Set(hours.keys()),
    byDay: new Set(wholeDays.keys()),
    latencies: [...hours.keys(), ...daysOnly].every(
      (dt) => latencies.has(dt) || (whole && dayLatencies.has(dt)),
    ),
    accounts: whole && days.every((dt) => accounts.has(dt)),
    images: whole && !asked && days.some((dt) => images.has(dt)),
  };
}

/** A route's name is a person's text: it becomes a row, never a part of a query. */
async function ask(bench: Bench, route: string): Promise<void> {
  if (route.length > 300) throw new CatopsError('usage-invalid', 'That is no name of a route.');
  async function* one() {
    yield [[route]];
  }
  await bench.derive('asked', "SELECT '' AS label WHERE false");
  await bench.load('asked', { label: 'varchar' }, { columns: ['label'], batches: one() });
}
