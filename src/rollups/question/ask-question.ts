import type { LogFile, Value } from '../ports.js';
import type { RunEntry, SkippedFile } from '../runs.js';
import { parseRuns } from '../runs.js';
import type { TableName } from '../tables.js';
import type { QuestionTable } from './allowed.js';
import { checkQuestion, type Reads } from './check-question.js';
import type { DaySpan } from './days-named.js';
import { type SoundDeps, soundFiles } from './sound-files.js';

/** Answers a reader's own questions where nothing but their tables can be reached. */
export interface QuestionEngine {
  /** The statement as the engine's parser understands it; runs nothing. */
  parse(sql: string, signal: AbortSignal): Promise<unknown>;
  /** Runs a checked question. Throws `query-failed`, also when the time is over. */
  answer(request: QuestionRequest, signal: AbortSignal): Promise<Answer>;
}

export interface QuestionRequest {
  readonly sql: string;
  readonly files: readonly LogFile[];
  /** Paths of stored tables by name. */
  readonly stored: ReadonlyMap<TableName, readonly string[]>;
  readonly runs: readonly (RunEntry & { readonly dt: string })[];
  readonly maxRows: number;
  readonly maxMs: number;
}

export interface Answer {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly (Value | boolean)[])[];
  /** Whether there were more rows than were asked for. */
  readonly cut: boolean;
}

/** What a question would read, to be shown before it runs. */
export interface QuestionPlan {
  readonly sql: string;
  readonly tables: readonly QuestionTable[];
  /** Log files, and their bytes as stored. */
  readonly files: readonly LogFile[];
  readonly fileBytes: number;
  /** Days of stored tables. */
  readonly storedDays: number;
  readonly reads: Reads;
}

export interface AskDeps extends SoundDeps {
  readonly questions: QuestionEngine;
}

/** Checks a question and says what it would read. Throws `query-refused`. */
export async function planQuestion(
  deps: Pick<AskDeps, 'logs' | 'store' | 'questions'>,
  sql: string,
  signal: AbortSignal,
): Promise<QuestionPlan> {
  const reads = checkQuestion(await deps.questions.parse(sql, signal));
  const files: LogFile[] = [];
  const spans = reads.get('access_log') ?? [];
  if (spans.length > 0) {
    for (const dt of (await deps.logs.days(signal)).filter((dt) => isWithin(dt, spans))) {
      files.push(...(await deps.logs.list(dt, signal)));
    }
  }
  let storedDays = 0;
  for (const [table, its] of reads) {
    if (table === 'access_log') continue;
    storedDays += (await deps.store.days(table, signal)).filter((dt) => isWithin(dt, its)).length;
  }
  return {
    sql,
    tables: [...reads.keys()],
    files,
    fileBytes: files.reduce((sum, { size }) => sum + size, 0),
    storedDays,
    reads,
  };
}

/** Runs a planned question; files that cannot be read are left out, and named. */
export async function askQuestion(
  deps: AskDeps,
  plan: QuestionPlan,
  limits: { readonly maxRows: number; readonly maxMs: number },
  signal: AbortSignal,
): Promise<Answer & { readonly skipped: readonly SkippedFile[] }> {
  const stored = new Map<TableName, readonly string[]>();
  const runs: (RunEntry & { dt: string })[] = [];
  for (const [table, spans] of plan.reads) {
    if (table === 'access_log') continue;
    const days = (await deps.store.days(table, signal)).filter((dt) => isWithin(dt, spans));
    const paths: string[] = [];
    for (const dt of days) {
      const path = await deps.store.local(table, dt, signal);
      if (!path) continue;
      if (table !== 'runs') paths.push(path);
      else
        runs.push(...parseRuns(await deps.readText(path), dt).entries.map((e) => ({ ...e, dt })));
    }
    if (table !== 'runs') stored.set(table, paths);
  }
  const { files, skipped } = await soundFiles(deps, plan.files, signal);
  const request = { sql: plan.sql, files, stored, runs, ...limits };
  return { ...(await deps.questions.answer(request, signal)), skipped };
}

function isWithin(dt: string, spans: readonly (DaySpan | null)[]): boolean {
  return spans.some((span) => span === null || (dt >= span.from && dt <= span.to));
}
