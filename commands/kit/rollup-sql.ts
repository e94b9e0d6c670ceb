import { readFile } from 'node:fs/promises';
import { CatopsError } from '../../src/platform/errors.js';
import { printable } from '../../src/platform/terminal-text.js';
import { csv } from '../../src/presentation/csv.js';
import {
  type Answer,
  askQuestion,
  planQuestion,
  type QuestionPlan,
} from '../../src/rollups/question/ask-question.js';
import { bytes, counted } from '../../src/rollups/report/figures.js';
import type { SkippedFile } from '../../src/rollups/runs.js';
import type { Reply } from './command.js';
import { askAthena, type Scanned } from './rollup-athena-sql.js';
import type { RollupContext, RollupInvocation } from './rollup-context.js';
import type { RollupFormat } from './rollup-request.js';
import { usdText } from './rollup-text.js';
import { table } from './table.js';
import { tableWidthOf } from './terminal.js';

/** Rows that are answered; whoever wants more asks for sums. */
const maxRows = 1000;
/** A question that takes longer is about too much. */
const maxMs = 10 * 60_000;

/** Says what a question would read, then answers it; with `--dry-run` it only says. */
export async function answerSql(
  { host, say, dryRun }: RollupInvocation,
  { rollups, settings }: RollupContext,
  { sql, format }: { readonly sql: string; readonly format: RollupFormat },
): Promise<Reply> {
  const { questions, deps, priceOf } = rollups;
  const ask = { ...deps, questions, readText: (path: string) => readFile(path, 'utf8') };
  const plan = await planQuestion(ask, sql, host.signal);
  const engine = plan.tables.includes('access_log') ? settings.engine : 'duckdb';
  const approxUsd = engine === 'athena' ? (priceOf?.(plan.fileBytes) ?? null) : null;
  const line = printable(planText(plan, engine, approxUsd));
  refuseTooMuch(plan, settings.maxScanBytes);
  const { tables, files, fileBytes, storedDays } = plan;
  const planned = { engine, tables, files: files.length, fileBytes, storedDays, approxUsd };
  if (dryRun) {
    return {
      exit: 'ok',
      data: { schema: 'catops.rollup-answer/v1', dryRun, plan: planned },
      text: () => line,
    };
  }
  say(line);
  const answer =
    engine === 'athena'
      ? { ...(await askAthena(deps, plan, maxRows, host.signal)), skipped: [] }
      : {
          ...(await askQuestion(ask, plan, { maxRows, maxMs }, host.signal)),
          // DuckDB reads files of this machine, and says nothing of them.
          scanned: null,
        };
  const { columns, cut, scanned, skipped } = answer;
  if (skipped.length > 0) say(printable(skippedText(skipped)));
  if (scanned) say(scannedText(scanned, planned));
  if (cut)
    say(`! Only the first ${counted(maxRows, 'row')} are shown; ask for sums, or add LIMIT.`);
  const rows = answer.rows.map((row) => row.map(exact));
  return {
    exit: 'ok',
    data: {
      ...{ schema: 'catops.rollup-answer/v1', dryRun, plan: planned, scanned },
      ...{ columns, rows, cut, skippedFiles: skipped },
    },
    text: () => answerText(answer, format, tableWidthOf(host.stdout)),
  };
}

/** `Reads access_log with duckdb: 24 files, 61.9 kB; 1 day of stored tables.` */
function planText(plan: QuestionPlan, engine: string, usd: number | null): string {
  const { tables, files, fileBytes, storedDays } = plan;
  const price = usd === null ? '' : `, about ${usdText(usd)}`;
  const log = `${counted(files.length, 'file')}, ${bytes(fileBytes)}${price}`;
  const parts = [
    ...(tables.includes('access_log') ? [log] : []),
    ...(storedDays > 0 ? [`${counted(storedDays, 'day')} of stored tables`] : []),
  ];
  return `Reads ${tables.join(', ') || 'no table'} with ${engine}: ${parts.join('; ') || 'nothing'}.`;
}

/** `Athena read 61.9 kB, about $0.00005; said before were 61.9 kB, about $0.00005.` */
function scannedText(
  scanned: Scanned,
  before: { readonly fileBytes: number; readonly approxUsd: number | null },
): string {
  const cost = (size: number | null, usd: number | null) =>
    `${bytes(size)}${usd === null ? '' : `, about ${usdText(usd)}`}`;
  const read = cost(scanned.bytes, scanned.approxUsd);
  return `Athena read ${read}; said before were ${cost(before.fileBytes, before.approxUsd)}.`;
}

function skippedText(skipped: readonly SkippedFile[]): string {
  const [{ key, reason } = { key: '', reason: '' }, ...more] = skipped;
  const others = more.length > 0 ? ` and ${more.length} more` : '';
  return `! Skipped ${counted(skipped.length, 'file')} that cannot be read: ${key} (${reason})${others}.`;
}

function refuseTooMuch({ fileBytes }: QuestionPlan, most: number | undefined): void {
  if (most === undefined || fileBytes <= most) return;
  throw new CatopsError(
    'scan-limit',
    `The question would read ${bytes(fileBytes)}, and --max-scan is ${bytes(most)}. Nothing was read.`,
    { hint: 'ask for fewer days, or allow more' },
  );
}

type Cell = Answer['rows'][number][number];

/** Exact in JSON: integers beyond 2^53 as texts. */
function exact(value: Cell): string | number | boolean | null {
  if (typeof value !== 'bigint') return value;
  return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
}

function answerText({ columns, rows }: Answer, format: RollupFormat, width: number): string {
  if (format === 'csv') {
    const cells = rows.map((row) => row.map((value) => (value === null ? null : String(value))));
    return csv([columns, ...cells]).replace(/\n$/, '');
  }
  if (rows.length === 0) return 'No row.';
  const isText = columns.map((_, index) => rows.some((row) => typeof row[index] === 'string'));
  return table(
    columns.map((title, index) => ({
      title: printable(title),
      ...(isText[index] ? { flexible: true } : { align: 'right' as const }),
    })),
    rows.map((row) => row.map((value) => (value === null ? '—' : printable(String(value))))),
    width,
  );
}
