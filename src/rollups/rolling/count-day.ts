import { dayEntry, type RunEntry } from '../runs.js';
import { dayScan, dayScanColumns } from '../sql/day-scan.js';
import { isClosed } from '../windows.js';
import { type DayFacts, daySqlHash, judgeDay } from './judge-day.js';
import type { DayContext } from './roll-up-day.js';
import { scanInto } from './scan-portions.js';

export interface CountedDay {
  /** `kept`: hours of the day were refused, so what is stored of it is not touched. */
  readonly state: 'made' | 'unchanged' | 'not-yet' | 'kept';
  readonly entry: RunEntry | null;
}

interface CountFacts extends DayFacts {
  /** Whether the bench has `scanned_day` from the pass that read the hours. */
  readonly passed: boolean;
}

/** Counts accounts and images of a day that is closed, or asked for; the bench has `scanned_day`. */
export async function countDay(context: DayContext, facts: CountFacts): Promise<CountedDay> {
  const { deps, request, work, now } = context;
  const verdict = judgeDay(deps, facts, { dt: work.dt, request, now });
  const closed = isClosed(work.dt, '23', now);
  if (verdict === 'kept' || verdict === 'not-yet') return { state: verdict, entry: null };
  const before = dayEntry(facts.runs);
  if (verdict === 'unchanged' && before) {
    return { state: 'unchanged', entry: before.closed === closed ? null : { ...before, closed } };
  }
  const startedAt = new Date(deps.runtime.clock.now()).toISOString();
  const { rows, stats } = facts.passed ? { rows: 0, stats: null } : await scanDay(context, facts);
  return {
    state: 'made',
    entry: {
      hour: null,
      table: 'keys_day',
      manifest_hash: facts.whole.hash,
      inputs: facts.whole.files.length,
      input_bytes: facts.whole.bytes,
      rows_in: rows,
      rows_rejected: 0,
      rows_misfiled: 0,
      skipped: [],
      rejected_example: null,
      engine: deps.engine.name,
      sql_hash: daySqlHash(deps),
      catops_version: deps.runtime.version,
      query_id: stats?.queryId ?? null,
      scanned_bytes: stats?.scannedBytes ?? null,
      approx_usd: stats?.approxUsd ?? null,
      started: startedAt,
      ended: new Date(deps.runtime.clock.now()).toISOString(),
      closed,
    },
  };
}

async function scanDay(context: DayContext, { runs, whole }: CountFacts) {
  const { request, work, now } = context;
  const skipped = new Set(runs.entries.flatMap((entry) => entry.skipped.map(({ key }) => key)));
  const files = whole.files.filter(({ key }) => !skipped.has(key));
  if (files.length > 0) work.tell('scanning-day');
  return scanInto(
    context,
    { name: 'scanned_day', columns: dayScanColumns },
    {
      sql: dayScan(work.dt),
      files,
      manifestHash: whole.hash,
      generation: request.force ? now : 0,
    },
  );
}
