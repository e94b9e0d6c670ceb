// Both engines run the same texts: each must be Trino's grammar, call only functions that mean the
// same on both, and name only the columns that may be read. Planted texts prove that the gate shuts.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { TrinoSQL as Trino } from 'dt-sql-parser';
import { build } from 'esbuild';
import { dayFromHour } from '../src/rollups/sql/day-from-hour.ts';
import { dayPass, passedDay, passedHours } from '../src/rollups/sql/day-pass.ts';
import { dayScan } from '../src/rollups/sql/day-scan.ts';
import {
  accountRows,
  dayRoutes,
  foldedHours,
  hourRoutes,
  imageRows,
} from '../src/rollups/sql/fold.ts';
import { hourScan } from '../src/rollups/sql/hour-scan.ts';
import { rollupHour } from '../src/rollups/sql/rollup-hour.ts';
import { dayRows, mergedHours, mergedLatencies } from '../src/rollups/sql/stored-tables.ts';
import { counters, tables } from '../src/rollups/tables.ts';

type Parser = Pick<Trino, 'validate'>;

const span = { dt: '2018-11-15', from: '00', to: '23' };

/** Texts over the raw log, which Athena runs as they are. */
const scans: Readonly<Record<string, string>> = {
  hour_scan: hourScan(span),
  day_scan: dayScan(span.dt),
  day_pass: dayPass(span.dt),
  rollup_hour: rollupHour(span),
};

/** Texts over stored tables. */
const local: Readonly<Record<string, string>> = {
  day_from_hour: dayFromHour(span.dt),
  'hours of a pass': passedHours,
  'accounts of a pass': passedDay,
  'routes of an hour': hourRoutes,
  'folded hours': foldedHours,
  'routes of a day': dayRoutes,
  'accounts of a day': accountRows,
  'images of a day': imageRows,
  'merged hours': mergedHours(['00', '01']),
  'merged latencies': mergedLatencies(['00', '01']),
  'rows of a day': dayRows(true),
};

const functions = new Set([
  ...['count', 'sum', 'min', 'max', 'count_if', 'coalesce', 'greatest', 'floor', 'round', 'ln'],
  ...['substr', 'power', 'grouping', 'row_number', 'regexp_like', 'cast'],
  ...['approx_distinct', 'approx_percentile'],
]);

/** Words of SQL that may stand before a bracket without being a function. */
const beforeBrackets = new Set([
  'and',
  'or',
  'in',
  'from',
  'over',
  'filter',
  'by',
  'sets',
  'as',
  'when',
]);

const keywords = new Set(
  `select from where group by grouping sets order partition over filter as and or not in is null between
  case when then end desc asc with union all left join on bigint integer varchar`.split(/\s+/),
);

/** What may be read of a line; nothing that a client could have written freely. */
const readColumns = [
  ...['dt', 'hour', 'ts', 'method', 'route', 'status', 'latency_ms', 'bytes', 'api_key_id'],
  ...['cache', 'db_queries', 'cause', 'image_id'],
];

const names = new Set([
  ...readColumns,
  ...counters,
  ...Object.keys(tables),
  ...Object.values(tables).flatMap(({ columns }) => Object.keys(columns)),
  ...['access_log', 'lines', 'misfiled', 'by_image', 'kind', 'bucket', 'n'],
  ...[
    'errors_4xx',
    'errors_5xx',
    'cache_hits',
    'p50_ms',
    'p95_ms',
    'p99_ms',
    'max_ms',
    'error_pct',
  ],
]);

const plants: readonly string[] = [
  'SELECT route, count(*) FROM access_log GROUP BY ALL',
  'SELECT * EXCLUDE (bytes) FROM access_log',
  'SELECT bytes::integer FROM access_log',
  'SELECT route FROM access_log QUALIFY row_number() OVER (ORDER BY bytes) = 1',
  'SELECT [1, 2]',
  'SELECT route FROM access_log LIMIT 1 OFFSET 2',
  'FROM access_log SELECT route',
  "SELECT strftime(ts, '%Y') FROM access_log",
  'SELECT list(route) FROM access_log',
  'SELECT approx_quantile(latency_ms, 0.5) FROM access_log',
  'SELECT user_agent FROM access_log',
  'SELECT * FROM access_log',
  "SELECT max(json_extract_scalar(line, '$.ip')) FROM access_log",
];

/** Problems: a text that one of the engines would not take, and a plant that was not found. */
export async function checkSql(): Promise<string[]> {
  const folder = await mkdtemp(join(tmpdir(), 'catops-sql-'));
  try {
    const parser = await loadParser(folder);
    const problems = Object.entries(scans).flatMap(([name, sql]) =>
      [...grammar(parser, sql), ...wording(sql)].map((problem) => `${name}: ${problem}`),
    );
    for (const [name, sql] of Object.entries(local)) {
      problems.push(...grammar(parser, sql).map((problem) => `${name}: ${problem}`));
    }
    const missed = plants.filter((sql) => [...grammar(parser, sql), ...wording(sql)].length === 0);
    return [...problems, ...missed.map((sql) => `The gate let this pass: ${sql}`)];
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The package's own modules do not load in Node: bundled they do. */
async function loadParser(folder: string): Promise<Parser> {
  const outfile = join(folder, 'trino.mjs');
  await build({
    stdin: {
      contents: "export { TrinoSQL } from 'dt-sql-parser/dist/parser/trino/index.js';",
      resolveDir: process.cwd(),
    },
    bundle: true,
    format: 'esm',
    platform: 'node',
    outfile,
    logLevel: 'warning',
  });
  const { TrinoSQL } = (await import(pathToFileURL(outfile).href)) as {
    TrinoSQL: new () => Parser;
  };
  return new TrinoSQL();
}

function grammar(parser: Parser, sql: string): string[] {
  return parser.validate(sql).map(({ message }) => message);
}

/** Words of a text that are neither SQL, nor an allowed function, nor an allowed name. */
function wording(sql: string): string[] {
  const plain = sql.replace(/'[^']*'/g, "''").replace(/count\(\*\)/g, 'count(n)');
  const words = [...plain.matchAll(/\b([a-z_]\w*)\b(\s*\()?/gi)];
  const problems = words.flatMap(([, word = '', bracket]) => {
    const lower = word.toLowerCase();
    if (/^e\d*$/.test(lower)) return [];
    if (bracket && functions.has(lower)) return [];
    if (bracket && !beforeBrackets.has(lower)) return [`${word}( is no function of both engines`];
    return keywords.has(lower) || names.has(lower) ? [] : [`${word} is no column that may be read`];
  });
  return /\bselect\s+\*|[.,]\s*\*/i.test(plain) ? [...problems, '* names every column'] : problems;
}
