import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createDuckDbExecute } from '../src/adapters/athena/loopback/duckdb-execute.js';
import {
  type LoopbackAthena,
  startLoopbackAthena,
} from '../src/adapters/athena/loopback/server.js';
import { writeFixture } from '../src/testing/access-log-files.js';
import { accessLogFixture, fixtureDay } from '../src/testing/access-log-fixture.js';
import { testCredentials } from '../src/testing/aws-environment.js';
import { type LoopbackS3, startLoopbackS3 } from '../src/testing/loopback-s3/server.js';

const program = resolve('dist/catops.js');
let cwd: string;
let s3: LoopbackS3;
let athena: LoopbackAthena;
let closing: (() => Promise<unknown>)[];

beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'catops-rollup-cloud-'));
  const fixture = accessLogFixture();
  const { directory, remove } = await writeFixture(fixture);
  const paths = fixture.map(({ log }) => join(directory, log.key));
  const duckdb = await createDuckDbExecute({ directory, paths: async () => paths });
  s3 = await startLoopbackS3(testCredentials);
  athena = await startLoopbackAthena(duckdb.execute);
  for (const { log, gz } of fixture) s3.put(`logs/access/${log.key}`, gz);
  closing = [() => duckdb.close(), remove, () => s3.close(), () => athena.close()];
});
afterAll(async () => {
  for (const close of closing) await close();
  await rm(cwd, { recursive: true });
  s3.verify();
  athena.verify();
});

interface Ended {
  readonly exit: number;
  readonly out: string;
  readonly err: string;
}

/** Runs `catops rollup` with its tables under a name of their own in the bucket. */
function catops(tables: string, ...args: readonly string[]): Promise<Ended> {
  const bucket = `s3://${s3.account.bucket}`;
  const env = {
    ...{ PATH: process.env['PATH'], HOME: cwd, TZ: 'UTC' },
    ...s3.env,
    AWS_ENDPOINT_URL_ATHENA: athena.url,
    CATOPS_OBJECTS: `${bucket}/logs`,
    CATOPS_ROLLUPS: `${bucket}/${tables}`,
  };
  return new Promise((done) => {
    const child = execFile(
      process.execPath,
      [program, 'rollup', ...args],
      { cwd, env },
      (_e, out, err) => done({ exit: child.exitCode ?? -1, out, err }),
    );
  });
}

const day = ['--date', fixtureDay, '--json'] as const;

/** Parquet objects below a name, by what follows it. */
function tablesOf(name: string): Record<string, string> {
  const found = [...s3.objects].filter(
    ([key]) => key.startsWith(`${name}/`) && key.endsWith('.parquet'),
  );
  return Object.fromEntries(
    found.map(([key, { body }]) => [key.slice(name.length), body.toString('base64')]),
  );
}

it('reads a log in a bucket and keeps the same tables there, whichever engine counts', async () => {
  const local = await catops('duckdb', ...day);
  expect(local.exit, local.err).toBe(0);
  const cloud = await catops('athena', ...day, '--engine', 'athena');
  expect(cloud.exit, cloud.err).toBe(0);
  const [here, there] = [JSON.parse(local.out), JSON.parse(cloud.out)];
  expect(here.rows.length).toBeGreaterThan(1);
  expect([there.engine, there.rows, there.total]).toEqual(['athena', here.rows, here.total]);
  expect(Object.keys(tablesOf('duckdb')).length).toBe(6);
  expect(tablesOf('athena')).toEqual(tablesOf('duckdb'));
});

it('compacts a day beside its log in the bucket, and reads it from there', async () => {
  const tables = tablesOf('duckdb');
  const packed = await catops('duckdb', 'compact', ...day);
  expect(packed.exit, packed.err).toBe(0);
  const beside = 'logs/access-parquet';
  expect(Object.keys(tablesOf(beside))).toEqual([`/dt=${fixtureDay}/part.parquet`]);
  const sql = `SELECT count(*) AS n FROM access_log WHERE dt = '${fixtureDay}'`;
  const from = s3.requests.length;
  const asked = await catops('duckdb', '--sql', sql, '--json');
  expect(asked.exit, asked.err).toBe(0);
  const read = s3.requests.slice(from).filter(({ route }) => route === 'GetObject');
  expect(read.filter(({ path }) => path.includes('.json.gz'))).toEqual([]);
  expect((await catops('duckdb', ...day, '--force')).exit).toBe(0);
  expect(tablesOf('duckdb')).toEqual(tables);
});

it('asks Athena nothing about a day that has not changed', async () => {
  const before = athena.queries.length;
  const again = await catops('athena', ...day, '--engine', 'athena');
  expect([again.exit, athena.queries.length]).toEqual([0, before]);
});

it('shows bytes and price of what Athena read, and refuses more than the limit before it is asked', async () => {
  const forced = await catops('athena', '--date', fixtureDay, '--engine', 'athena', '--force');
  expect(forced.exit, forced.err).toBe(0);
  // Three queries, and each is paid as 10 MB at least.
  expect(forced.err).toContain('3.0 MB read, about $0.00015');
  const before = athena.queries.length;
  const limited = await catops('other', ...day, '--engine', 'athena', '--max-scan', '10B');
  expect(limited.exit).toBe(10);
  expect(limited.err).toContain('scan');
  expect(athena.queries.length).toBe(before);
});

it('shows of a question what was really read beside what was said before', async () => {
  const sql = `SELECT count(*) AS n FROM access_log WHERE dt = '${fixtureDay}'`;
  const { exit, out, err } = await catops('athena', '--sql', sql, '--engine', 'athena', '--json');
  expect(exit, err).toBe(0);
  const { plan, scanned, rows } = JSON.parse(out);
  expect(rows).toHaveLength(1);
  expect(scanned).toMatchObject({ bytes: 1e6, approxUsd: 0.00005 });
  expect(scanned.queryId).toEqual(expect.stringMatching(/./));
  expect(plan.approxUsd).toBe(0.00005);
  expect(err.trim().split('\n').at(-1)).toMatch(
    /^Athena read 1\.0 MB, about \$0\.00005; said before were [\d.]+ [kM]?B, about \$0\.00005\.$/,
  );
});

it('declares the tables only when told to', async () => {
  const unasked = await catops('athena', 'init');
  expect(unasked.exit).toBe(3);
  expect(unasked.out).toContain('--yes');
  const done = await catops('athena', 'init', '--yes');
  expect(done.exit, done.err).toBe(0);
  expect([...(athena.databases.get('catops')?.keys() ?? [])].sort()).toEqual([
    'access_log',
    'images_day',
    'keys_day',
    'latency_day',
    'latency_hour',
    'rollup_day',
    'rollup_hour',
  ]);
});

it('ends with 4 and one sentence when the credentials have expired', async () => {
  athena.refuse('ExpiredTokenException', 'The security token included in the request is expired');
  const { exit, out, err } = await catops('other', '--date', fixtureDay, '--engine', 'athena');
  athena.refusal = null;
  expect([exit, out]).toEqual([4, '']);
  expect(err).toMatch(/catops: Athena .*expired/);
});
