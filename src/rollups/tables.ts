import { causeClasses } from '../contracts/access-log.js';

export type ColumnType = 'varchar' | 'integer' | 'bigint';

/** A stored table: one Parquet object a day, sorted by its key; integers and key texts only. */
export interface RollupTable {
  readonly key: readonly string[];
  /** In the order they are stored, the key's first. */
  readonly columns: Readonly<Record<string, ColumnType>>;
  /** Days it is kept; null is for ever. */
  readonly keptDays: number | null;
}

/** Sums that add up over hours, days and routes. `latency_max_us` is a maximum, the rest are sums. */
export const counters = [
  'requests',
  's2xx',
  's3xx',
  's4xx',
  's5xx',
  'throttled',
  'bytes',
  'hits',
  'misses',
  'stale',
  'db_queries',
  ...causeClasses.map((cause) => `cause_${cause}` as const),
  'latency_sum_us',
  'latency_max_us',
] as const;

export type Counter = (typeof counters)[number];

const sums = Object.fromEntries(counters.map((name) => [name, 'bigint' as const]));

/** The tables of the reference, all keyed by day. */
export const tables = {
  rollup_hour: {
    key: ['dt', 'hour', 'method', 'route'],
    columns: { dt: 'varchar', hour: 'varchar', method: 'varchar', route: 'varchar', ...sums },
    keptDays: 400,
  },
  latency_hour: {
    key: ['dt', 'hour', 'method', 'route', 'bucket'],
    columns: {
      ...{ dt: 'varchar', hour: 'varchar', method: 'varchar', route: 'varchar' },
      ...{ bucket: 'integer', n: 'bigint' },
    },
    keptDays: 400,
  },
  rollup_day: {
    key: ['dt', 'method', 'route'],
    columns: {
      ...{ dt: 'varchar', method: 'varchar', route: 'varchar' },
      ...sums,
      ...{ p50_bucket: 'integer', p95_bucket: 'integer', p99_bucket: 'integer' },
      api_keys: 'bigint',
    },
    keptDays: null,
  },
  latency_day: {
    key: ['dt', 'method', 'route', 'bucket'],
    columns: {
      ...{ dt: 'varchar', method: 'varchar', route: 'varchar' },
      ...{ bucket: 'integer', n: 'bigint' },
    },
    keptDays: null,
  },
  keys_day: {
    key: ['dt', 'api_key_id', 'method', 'route'],
    columns: {
      ...{ dt: 'varchar', api_key_id: 'varchar', method: 'varchar', route: 'varchar' },
      ...{ n: 'bigint', errors_5xx: 'bigint', throttled: 'bigint', bytes: 'bigint' },
    },
    keptDays: 35,
  },
  images_day: {
    key: ['dt', 'image_id'],
    columns: { dt: 'varchar', image_id: 'varchar', n: 'bigint' },
    keptDays: 400,
  },
} as const satisfies Record<string, RollupTable>;

export type TableName = keyof typeof tables;
