import type { RunEntry } from '../runs.js';
import { isClosed } from '../windows.js';
import type { HourFacts } from './judge-hour.js';
import type { DayContext } from './roll-up-day.js';

/** Entries of hours that need no scan: empty ones, and those that have closed since. */
export function noteHours(context: DayContext, facts: readonly HourFacts[]): readonly RunEntry[] {
  const at = new Date(context.now).toISOString();
  return facts.map((each) => ({
    ...(each.entry ?? entryOf(context, each, at)),
    closed: isClosed(each.dt, each.hour, context.now),
  }));
}

/** An entry of an hour from which nothing was read yet. */
export function entryOf(context: DayContext, facts: HourFacts, startedAt: string): RunEntry {
  const { deps, sqlHash, now } = context;
  return {
    hour: facts.hour,
    table: 'rollup_hour',
    manifest_hash: facts.manifest.hash,
    inputs: facts.manifest.files.length,
    input_bytes: facts.manifest.bytes,
    rows_in: 0,
    rows_rejected: 0,
    rows_misfiled: 0,
    skipped: [],
    rejected_example: null,
    engine: deps.engine.name,
    sql_hash: sqlHash,
    catops_version: deps.runtime.version,
    query_id: null,
    scanned_bytes: null,
    approx_usd: null,
    started: startedAt,
    ended: startedAt,
    closed: isClosed(facts.dt, facts.hour, now),
  };
}
