import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createDuckDbQuestions } from '../adapters/duckdb/question-engine.js';
import { systemClock } from '../platform/node-host.js';
import { type AskDeps, askQuestion, planQuestion } from './question/ask-question.js';
import { logLines } from './testing/log-line.js';
import {
  noSignal,
  openRollupWorld,
  packed,
  type RollupWorld,
  worldDay,
} from './testing/rollup-world.js';

let world: RollupWorld;
let deps: AskDeps;
beforeAll(async () => {
  world = await openRollupWorld();
  await world.put(
    '20',
    logLines(`${worldDay}T20`, 100, (i) => ({ api_key_id: `k${i % 4}`, latency_ms: i })),
  );
  await world.put('20', logLines('2018-11-14T20', 5), { dt: '2018-11-14' });
  await world.put('05', ['no record'], { dt: '2018-10-12' });
  await world.put('05', packed(['cut off']).subarray(0, 20), { dt: '2018-10-12' });
  await world.roll({ days: ['2018-10-12', worldDay] });
  await writeFile(join(world.directory, 'secret.csv'), 'a,b\n1,2\n');
  deps = {
    ...world.deps,
    readText: (path) => readFile(path, 'utf8'),
    questions: createDuckDbQuestions({
      logs: world.deps.logs,
      compacted: world.compacted,
      readable: [world.directory],
      tempDirectory: join(world.directory, 'tmp'),
      clock: systemClock,
      memoryLimit: '256MB',
    }),
  };
});
afterAll(() => world.close());

async function ask(sql: string, limits = { maxRows: 100, maxMs: 30_000 }) {
  return askQuestion(deps, await planQuestion(deps, sql, noSignal), limits, noSignal);
}

it('answers a question over the log of some days, and says first what it will read', async () => {
  const sql = `WITH slow AS (SELECT route, latency_ms FROM access_log WHERE dt = '${worldDay}' AND hour = '20')
    SELECT route, count(*) AS n, approx_percentile(latency_ms, 0.5) AS p50 FROM slow GROUP BY route`;
  const plan = await planQuestion(deps, sql, noSignal);
  expect(plan).toMatchObject({ tables: ['access_log'], storedDays: 0 });
  expect(plan.files.map(({ dt }) => dt)).toEqual([worldDay]);
  expect(plan.fileBytes).toBe(plan.files[0]?.size);
  expect(await ask(sql)).toEqual({
    columns: ['route', 'n', 'p50'],
    rows: [['/v1/breeds', 100, 49]],
    cut: false,
    skipped: [],
  });
});

it('answers questions over stored tables, which need no days', async () => {
  expect((await ask('SELECT sum(requests) FROM rollup_hour')).rows).toEqual([[100]]);
  expect((await ask('SELECT api_key_id, n FROM keys_day ORDER BY 1 LIMIT 1')).rows).toEqual([
    ['k0', 25],
  ]);
  const [run] = (await ask(`SELECT dt, engine, rows_in FROM runs WHERE inputs = 1 AND hour = '20'`))
    .rows;
  expect(run).toEqual([worldDay, 'duckdb', 100]);
  const state = `SELECT dt, rows_rejected, skipped, rejected_example, approx_usd, closed FROM runs
    WHERE hour IN ('05', '20') AND inputs > 0 ORDER BY dt`;
  expect((await ask(state)).rows).toEqual([
    ['2018-10-12', 1, 1, '… …', null, true],
    [worldDay, 0, 0, null, null, true],
  ]);
  expect((await ask('SELECT count(*) FROM images_day')).rows).toEqual([[0]]);
});

it('refuses a column that is not there, and names one that is', async () => {
  await expect(ask('SELECT rout FROM rollup_hour')).rejects.toMatchObject({
    code: 'query-refused',
    message: expect.stringContaining('"rout"'),
    hint: expect.stringContaining('"route"'),
  });
});

it('leaves out files that cannot be read, rolled up or not, and names them', async () => {
  const day = '2018-09-01';
  const count = `SELECT count(*) FROM access_log WHERE dt = '${day}'`;
  await world.put('05', logLines(`${day}T05`, 7), { dt: day });
  const broken = packed(logLines(`${day}T05`, 50));
  await world.put('05', broken.subarray(0, broken.length / 2), { dt: day, seq: 7001 });
  await world.put('05', new Uint8Array(), { dt: day, seq: 7002 });
  await world.put('05', Buffer.from('no gzip'), { dt: day, seq: 7003 });
  for (const roll of [false, true]) {
    if (roll) await world.roll({ days: [day] });
    const { rows, skipped } = await ask(count);
    expect(rows).toEqual([[7]]);
    expect(skipped.map(({ key }) => /700\d/.exec(key)?.[0])).toEqual(['7001', '7002', '7003']);
  }
});

it('bounds how long texts may become, for their memory is not bounded by the engine', async () => {
  const a = 'a'.repeat(100);
  const chained = Array.from(
    { length: 20 },
    (_, i) => `t${i + 1} AS (SELECT x || x AS x FROM t${i})`,
  );
  for (const sql of [
    `SELECT replace(replace(replace('aaaa', 'a', '${a}'), 'a', '${a}'), 'a', '${a}')`,
    `SELECT regexp_replace(regexp_replace(route, '', '${a}', 'g'), '', '${a}', 'g') FROM rollup_day`,
    `SELECT replace('aaaa', 'a', max(route)) FROM rollup_day`,
    `WITH t0 AS (SELECT route AS x FROM rollup_day), ${chained.join(', ')} SELECT x FROM t20`,
    `SELECT concat(${Array.from(
      { length: 80 },
      () =>
        `concat(${a
          .split('')
          .map(() => 'route')
          .join(', ')})`,
    ).join(', ')}) FROM rollup_day`,
  ]) {
    await expect(planQuestion(deps, sql, noSignal), sql).rejects.toMatchObject({
      code: 'query-refused',
    });
  }
  const usual = `SELECT method || ' ' || route || ': ' || replace(route, '/v1', '/v2') FROM rollup_day LIMIT 1`;
  expect((await ask(usual)).rows).toEqual([['GET /v1/breeds: /v2/breeds']]);
});

it('reads each way of naming days', async () => {
  for (const [where, files] of [
    [`dt = '${worldDay}'`, 1],
    [`'${worldDay}' = dt`, 1],
    [`dt IN ('2018-11-14', '${worldDay}')`, 2],
    [`dt BETWEEN '2018-11-01' AND '2018-11-14'`, 1],
    [`dt >= '2018-11-01'`, 2],
    [`dt > '2018-11-01' AND dt <= '2018-11-14' AND status = 200`, 1],
  ] as const) {
    const plan = await planQuestion(
      deps,
      `SELECT count(*) FROM access_log WHERE ${where}`,
      noSignal,
    );
    expect([where, plan.files.length]).toEqual([where, files]);
  }
});

it('wants to know which days, for each mention of the log', async () => {
  for (const sql of [
    'SELECT count(*) FROM access_log',
    `SELECT count(*) FROM access_log WHERE dt <= '${worldDay}'`,
    `SELECT count(*) FROM access_log WHERE dt = '${worldDay}' OR true`,
    `SELECT count(*) FROM access_log WHERE dt <> '${worldDay}'`,
    `SELECT count(*) FROM access_log WHERE ts >= '${worldDay}'`,
    `SELECT count(*) FROM access_log WHERE upper(dt) = '${worldDay}'`,
    `SELECT count(*) FROM access_log WHERE dt = 'yesterday'`,
    `SELECT count(*) FROM access_log a, access_log b WHERE a.dt = '${worldDay}'`,
    `SELECT 1 FROM rollup_day WHERE dt = '${worldDay}' AND EXISTS (SELECT 1 FROM access_log)`,
    `SELECT 1 FROM (SELECT * FROM access_log) x WHERE x.dt = '${worldDay}'`,
  ]) {
    await expect(planQuestion(deps, sql, noSignal)).rejects.toMatchObject({
      code: 'query-refused',
      message: 'It does not say from which day on access_log is to be read.',
    });
  }
});

describe('whatever is tried, nothing but the tables is reached', () => {
  const attacks = [
    // More than one statement, and statements that are no SELECT.
    'SELECT 1; SELECT 2',
    'SELECT 1; DROP VIEW access_log',
    '',
    '-- nothing',
    'DROP TABLE runs',
    'DELETE FROM runs',
    'UPDATE runs SET hour = 1',
    "INSERT INTO runs VALUES ('x')",
    'CREATE TABLE x AS SELECT 1',
    'CREATE MACRO count_if(x) AS 0',
    "COPY (SELECT 1) TO '/tmp/x'",
    "COPY runs FROM '/etc/passwd'",
    "ATTACH '/tmp/x.db'",
    "ATTACH ':memory:' AS other",
    'DETACH memory',
    'USE memory',
    'INSTALL httpfs',
    'LOAD httpfs',
    "FORCE INSTALL spatial FROM 'http://127.0.0.1/'",
    "SET memory_limit = '100GB'",
    "SET GLOBAL temp_directory = '/'",
    'RESET lock_configuration',
    'PRAGMA database_list',
    'PRAGMA version',
    'CALL pragma_version()',
    'EXPLAIN SELECT 1',
    'EXPLAIN ANALYZE SELECT 1',
    "EXPORT DATABASE '/tmp/x'",
    "IMPORT DATABASE '/tmp/x'",
    'CHECKPOINT',
    'VACUUM',
    'BEGIN',
    'PREPARE x AS SELECT 1',
    'EXECUTE x',
    'PIVOT runs ON hour USING count(*)',
    // Files.
    "SELECT * FROM '/etc/passwd'",
    "SELECT * FROM 'secret.csv'",
    'SELECT * FROM "/etc/hosts"',
    "SELECT * FROM read_csv('secret.csv')",
    "SELECT * FROM read_csv_auto('secret.csv')",
    "SELECT * FROM read_json('x.json')",
    "SELECT * FROM read_json_auto('x.json')",
    "SELECT * FROM read_ndjson('x.json')",
    "SELECT * FROM read_json_objects('x.json')",
    "SELECT * FROM read_parquet('x.parquet')",
    "SELECT * FROM parquet_scan('x.parquet')",
    "SELECT * FROM parquet_metadata('x.parquet')",
    "SELECT * FROM parquet_schema('x.parquet')",
    "SELECT * FROM parquet_kv_metadata('x.parquet')",
    "SELECT * FROM read_text('/etc/passwd')",
    "SELECT * FROM read_blob('/etc/passwd')",
    "SELECT * FROM sniff_csv('/etc/passwd')",
    "SELECT * FROM glob('/*')",
    "SELECT * FROM sqlite_scan('/x', 'y')",
    "SELECT * FROM iceberg_scan('/x')",
    "SELECT * FROM 's3://bucket/x.parquet'",
    "SELECT * FROM 'https://127.0.0.1/x.csv'",
    "SELECT * FROM read_csv('https://127.0.0.1/x.csv')",
    "SELECT (SELECT content FROM read_text('/etc/passwd'))",
    "WITH x AS (SELECT * FROM read_text('/etc/passwd')) SELECT * FROM x",
    "SELECT * FROM runs UNION ALL SELECT * FROM glob('/*')",
    "SELECT 1 WHERE EXISTS (SELECT 1 FROM read_text('/etc/passwd'))",
    "SELECT 1 ORDER BY (SELECT content FROM read_text('/etc/passwd'))",
    "SELECT 1 LIMIT (SELECT count(*) FROM glob('/*'))",
    "SELECT sum(inputs) OVER (ORDER BY (SELECT 1 FROM glob('/*'))) FROM runs",
    "SELECT count(*) FILTER (WHERE (SELECT true FROM glob('/*'))) FROM runs",
    "SELECT * FROM runs a JOIN runs b ON (SELECT true FROM glob('/*'))",
    "SELECT CASE WHEN true THEN (SELECT content FROM read_text('/etc/passwd')) END",
    "SELECT * FROM (VALUES ((SELECT content FROM read_text('/etc/passwd'))))",
    "SELECT * FROM unnest((SELECT array_agg(file) FROM glob('/*')))",
    // The process, its settings and its catalogue.
    "SELECT getenv('HOME')",
    "SELECT current_setting('temp_directory')",
    'SELECT current_user',
    'SELECT session_user',
    'SELECT current_schema',
    'SELECT current_database()',
    'SELECT version()',
    'SELECT * FROM duckdb_settings()',
    'SELECT * FROM duckdb_tables()',
    'SELECT * FROM duckdb_secrets()',
    'SELECT * FROM duckdb_extensions()',
    'SELECT * FROM duckdb_temporary_files()',
    'SELECT * FROM pragma_database_list()',
    'SELECT * FROM pragma_storage_info($$runs$$)',
    'SELECT * FROM information_schema.tables',
    'SELECT * FROM pg_catalog.pg_tables',
    'SELECT * FROM sqlite_master',
    'SELECT * FROM system.information_schema.tables',
    'SELECT * FROM memory.main.runs',
    'SELECT * FROM temp.runs',
    'SHOW TABLES',
    'SHOW ALL TABLES',
    'DESCRIBE runs',
    'SUMMARIZE runs',
    // Texts that are run as SQL.
    "SELECT * FROM query('SELECT 1')",
    "SELECT * FROM query_table('runs')",
    "SELECT json_execute_serialized_sql('{}')",
    "SELECT json_serialize_sql('SELECT 1')",
    "SELECT * FROM json_execute_serialized_sql('{}')",
    'SELECT $1',
    'SELECT ?',
    // What grows without end.
    "SELECT repeat('x', 1000000000)",
    "SELECT lpad('x', 1000000000, 'y')",
    "SELECT printf('%1000000000d', 1)",
    'SELECT range(1000000000)',
    'SELECT * FROM range(1000000000)',
    'SELECT sequence(1, 1000000000)',
    'WITH RECURSIVE x(a) AS (SELECT 1 UNION ALL SELECT a + 1 FROM x) SELECT count(*) FROM x',
    // Names that hide something.
    'WITH access_log AS (SELECT 1 AS a) SELECT a FROM access_log',
    'SELECT system.main.getenv($$HOME$$)',
    'SELECT main."getenv"($$HOME$$)',
    'SELECT COLUMNS(*) FROM runs',
    "SELECT CAST('x' AS regclass)",
    "SELECT nextval('x')",
    "SELECT write_log('x')",
    'SELECT txid_current()',
    "SELECT set_config('x', 'y')",
    'SELECT sleep_ms(100000)',
    'SELECT * FROM runs AT (VERSION => 1)',
    "SELECT '1'::JSON",
  ];

  it.each(attacks)('%s', async (sql) => {
    await expect(planQuestion(deps, sql, noSignal)).rejects.toMatchObject({
      code: 'query-refused',
    });
  });
});

it('would reach nothing even if a question were not checked', async () => {
  const answer = (sql: string) =>
    deps.questions.answer(
      { sql, files: [], stored: new Map(), runs: [], maxRows: 10, maxMs: 30_000 },
      noSignal,
    );
  for (const sql of [
    "SELECT * FROM read_text('/etc/passwd')",
    "COPY (SELECT 1) TO '/tmp/catops-escape'",
    "ATTACH '/tmp/catops-escape.db'",
    "SET memory_limit = '100GB'",
    'INSTALL httpfs',
    'LOAD httpfs',
    "SELECT * FROM 'https://127.0.0.1/x.csv'",
  ]) {
    await expect(answer(sql)).rejects.toMatchObject({ code: 'query-failed' });
  }
});

it('stops a question that takes too long, and one that is interrupted', async () => {
  const sql = `SELECT count(*) FROM access_log a, access_log b, access_log c, access_log d, access_log e
    WHERE a.dt = '${worldDay}' AND b.dt = '${worldDay}' AND c.dt = '${worldDay}' AND d.dt = '${worldDay}'
    AND e.dt = '${worldDay}' AND a.latency_ms + b.latency_ms < c.latency_ms + d.latency_ms - e.latency_ms`;
  await expect(ask(sql, { maxRows: 1, maxMs: 200 })).rejects.toThrow(
    'took longer than 0.2 seconds',
  );
  const plan = await planQuestion(deps, sql, noSignal);
  const stop = new AbortController();
  const asked = askQuestion(deps, plan, { maxRows: 1, maxMs: 60_000 }, stop.signal);
  setTimeout(() => stop.abort(new Error('interrupted')), 100);
  await expect(asked).rejects.toThrow('interrupted');
});

it('shows as many rows as asked for, and that there are more', async () => {
  const sql = `SELECT latency_ms FROM access_log WHERE dt = '${worldDay}'`;
  const { rows, cut } = await ask(sql, { maxRows: 10, maxMs: 30_000 });
  expect([rows.length, cut]).toEqual([10, true]);
});

it('tells in one sentence what is wrong with SQL that cannot be read or run', async () => {
  await expect(planQuestion(deps, 'SELEC 1', noSignal)).rejects.toThrow('It is no valid SQL');
  await expect(ask('SELECT nothing FROM runs')).rejects.toMatchObject({
    code: 'query-refused',
    message: expect.stringContaining('nothing'),
  });
});
