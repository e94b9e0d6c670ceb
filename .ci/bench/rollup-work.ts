// One piece of measured work in a process of its own: `rollup-work.ts <what> <directory> <day>`. Prints
// the CPU seconds it took from when its code was loaded, and the most memory that it held.
import { createHash } from 'node:crypto';
import { createReadStream, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { createGunzip } from 'node:zlib';
import { DuckDBInstance } from '@duckdb/node-api';
import { createDuckDb } from '../../src/adapters/duckdb/create-duckdb.ts';
import { createDirectoryCompactedLogs } from '../../src/adapters/local/rollups/directory-compacted-logs.ts';
import { createDirectoryLogStore } from '../../src/adapters/local/rollups/directory-log-store.ts';
import { createDirectoryRollupStore } from '../../src/adapters/local/rollups/directory-rollup-store.ts';
import { createGzipInspector } from '../../src/adapters/local/rollups/gzip-inspector.ts';
import { systemClock } from '../../src/platform/node-host.ts';
import { compactDay } from '../../src/rollups/compact.ts';
import { rollUp } from '../../src/rollups/roll-up.ts';

const [what = '', directory = '', dt = ''] = process.argv.slice(2);
const signal = new AbortController().signal;
const access = join(directory, 'access');

const files = readdirSync(join(access, `dt=${dt}`), { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.gz'))
  .map((name) => join(access, `dt=${dt}`, name));

const works: Readonly<Record<string, () => Promise<unknown>>> = {
  catops: () => withDuckDb((world) => rollUp(world, { ...asked, force: true }, signal)),
  compact: () =>
    withDuckDb(async (world) => {
      await rollUp(world, { ...asked, force: false }, signal);
      return compactDay(world, dt, signal);
    }),
  hand: byHand,
  node: inNode,
  'route-gz': () => oneRoute(gz()),
  'route-parquet': () =>
    oneRoute(`read_parquet('${join(directory, 'access-parquet', `dt=${dt}`, 'part.parquet')}')`),
};

const asked = { days: [dt], lateMs: Number.POSITIVE_INFINITY, dayTables: true };

const before = process.cpuUsage();
const result = await works[what]?.();
const { user, system } = process.cpuUsage(before);
console.log(
  JSON.stringify({
    cpu: (user + system) / 1e6,
    rssMb: process.resourceUsage().maxRSS / 1024,
    result,
  }),
);

type World = Parameters<typeof rollUp>[0] & Parameters<typeof compactDay>[0];

async function withDuckDb(work: (world: World) => Promise<unknown>): Promise<unknown> {
  const logs = createDirectoryLogStore({ directory: access });
  const compacted = createDirectoryCompactedLogs({ directory: join(directory, 'access-parquet') });
  const duckdb = createDuckDb({
    logs,
    compacted: what === 'compact' ? compacted : null,
    readable: [directory],
    tempDirectory: join(directory, 'tmp'),
  });
  const outcome = await work({
    logs,
    compacted,
    store: createDirectoryRollupStore({
      directory: join(directory, 'rollups'),
      clock: systemClock,
    }),
    engine: duckdb.engine,
    workbench: duckdb.workbench,
    packer: duckdb.packer,
    inspector: createGzipInspector(),
    runtime: {
      clock: systemClock,
      sha256: (text) => createHash('sha256').update(text).digest('hex'),
      version: 'bench',
    },
  });
  await duckdb.close();
  return outcome;
}

function gz(): string {
  return `read_json([${files.map((file) => `'${file}'`).join(', ')}], format = 'newline_delimited',
    hive_partitioning = true, hive_types = {dt: VARCHAR, hour: VARCHAR}, columns = {ts: 'VARCHAR', method: 'VARCHAR',
    route: 'VARCHAR', status: 'INTEGER', latency_ms: 'DOUBLE', bytes: 'BIGINT', api_key_id: 'VARCHAR',
    cache: 'VARCHAR', db_queries: 'INTEGER', cause: 'VARCHAR', image_id: 'VARCHAR'})`;
}

/** The same two scans as a person would write them for this one purpose, without a check of anything. */
async function byHand(): Promise<void> {
  const instance = await DuckDBInstance.create(':memory:', { memory_limit: '512MB' });
  const connection = await instance.connect();
  const out = (name: string) =>
    `TO '${join(directory, `hand-${name}.parquet`)}' (FORMAT parquet, COMPRESSION zstd)`;
  await connection.run(`COPY (SELECT dt, hour, method, route,
      CAST(floor(ln(greatest(latency_ms, 0.01)) / ln(1.1) + 1e-9) AS integer) AS bucket, count(*) AS n,
      count(*) FILTER (status BETWEEN 200 AND 299) AS s2xx, count(*) FILTER (status BETWEEN 300 AND 399) AS s3xx,
      count(*) FILTER (status BETWEEN 400 AND 499) AS s4xx, count(*) FILTER (status >= 500) AS s5xx,
      count(*) FILTER (status = 429) AS throttled, count(*) FILTER (cache = 'hit') AS hits,
      count(*) FILTER (cache = 'miss') AS misses, count(*) FILTER (cache = 'stale') AS stale, sum(bytes) AS bytes,
      sum(db_queries) AS db_queries, ${[
        'client',
        'code',
        'database',
        'cache',
        'queue',
        'vendor',
        'overload',
      ]
        .map((cause) => `count(*) FILTER (cause = '${cause}') AS cause_${cause}`)
        .join(', ')},
      sum(CAST(round(latency_ms * 1000) AS bigint)) AS us, max(CAST(round(latency_ms * 1000) AS bigint)) AS max_us
    FROM ${gz()} GROUP BY ALL ORDER BY ALL) ${out('hours')}`);
  await connection.run(`COPY (SELECT dt, api_key_id, method, route, image_id, count(*) AS n,
      count(*) FILTER (status >= 500) AS s5xx, count(*) FILTER (status = 429) AS throttled, sum(bytes) AS bytes
    FROM ${gz()} WHERE api_key_id IS NOT NULL OR image_id IS NOT NULL
    GROUP BY GROUPING SETS ((dt, api_key_id, method, route), (dt, image_id)) ORDER BY ALL) ${out('day')}`);
  connection.closeSync();
}

interface Line {
  readonly method: string;
  readonly route: string;
  readonly status: number;
  readonly latency_ms: number;
  readonly bytes: number;
  readonly api_key_id: string | null;
  readonly cache: string;
  readonly db_queries: number;
  readonly image_id: string | null;
}

/** A streaming reducer in Node: counters by route and bucket, accounts and images, line by line. */
async function inNode(): Promise<number> {
  const hours = new Map<string, number[]>();
  const pairs = new Map<string, number>();
  for (const file of files) {
    const hour = /hour=(\d\d)/.exec(file)?.[1] ?? '';
    const lines = createInterface({ input: createReadStream(file).pipe(createGunzip()) });
    for await (const line of lines) reduceLine(hours, pairs, hour, JSON.parse(line) as Line);
  }
  return hours.size + pairs.size;
}

function reduceLine(
  hours: Map<string, number[]>,
  pairs: Map<string, number>,
  hour: string,
  line: Line,
): void {
  const bucket = Math.floor(Math.log(Math.max(line.latency_ms, 0.01)) / Math.log(1.1) + 1e-9);
  const key = `${hour} ${line.method} ${line.route} ${bucket}`;
  const sums = hours.get(key) ?? [0, 0, 0, 0, 0, 0];
  hours.set(key, sums);
  const added = [
    ...[1, line.bytes, line.db_queries, line.status >= 500 ? 1 : 0],
    ...[line.cache === 'hit' ? 1 : 0, line.cache === 'miss' ? 1 : 0],
  ];
  for (const [at, value] of added.entries()) sums[at] = (sums[at] ?? 0) + value;
  const account = `${line.api_key_id} ${line.method} ${line.route}`;
  pairs.set(account, (pairs.get(account) ?? 0) + 1);
  if (line.image_id) pairs.set(line.image_id, (pairs.get(line.image_id) ?? 0) + 1);
}

async function oneRoute(source: string): Promise<unknown> {
  const instance = await DuckDBInstance.create(':memory:', { memory_limit: '512MB' });
  const connection = await instance.connect();
  const reader = await connection.runAndReadAll(`SELECT count(*) AS n, avg(latency_ms) AS ms
    FROM ${source} WHERE route = 'GET /v1/images/{image_id}/analysis'`);
  return Number(reader.getRows()[0]?.[0]);
}
