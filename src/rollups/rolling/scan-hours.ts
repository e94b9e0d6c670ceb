import type { Hour, ScanResult } from '../ports.js';
import type { RunEntry } from '../runs.js';
import { dayPass, dayPassColumns, passedDay, passedHours } from '../sql/day-pass.js';
import { foldedHours, hourRoutes } from '../sql/fold.js';
import { hourScan, hourScanColumns } from '../sql/hour-scan.js';
import { contiguous } from '../windows.js';
import type { HourFacts } from './judge-hour.js';
import { exampleOf, type LookedInto, lookInto } from './look-into.js';
import { entryOf } from './note-hours.js';
import type { DayContext } from './roll-up-day.js';
import { scanInto } from './scan-portions.js';

/** Hours that were read; the bench has their rows as `folded`. */
export interface ScannedHours {
  readonly entries: readonly RunEntry[];
  /** Hours that gave fewer lines than they did before; nothing is written of them. */
  readonly shrank: readonly Hour[];
}

type Stats = ScanResult['stats'];

/** Lines of an hour: all, those that are no records, and those of another hour. */
interface Lines {
  readonly rows: number;
  readonly rejected: number;
  readonly misfiled: number;
}

/** Reads changed hours, those that follow each other in one scan, or a whole day in one pass. */
export async function scanHours(
  context: DayContext,
  facts: readonly HourFacts[],
  inOnePass: boolean,
): Promise<ScannedHours> {
  if (facts.length === 0) return { entries: [], shrank: [] };
  const hours = facts.map(({ hour }) => hour);
  const startedAt = timeNow(context);
  context.work.tell('scanning-hours', hours);
  const looked = new Map<Hour, LookedInto>();
  for (const { hour, manifest } of facts) looked.set(hour, await lookInto(context, manifest.files));
  const scan = inOnePass ? scanWhole : scanSpans;
  const stats = await scan(context, facts, looked);
  const lines = await countLines(context, looked);
  await context.bench.derive('hour_routes', hourRoutes);
  await context.bench.derive('folded', foldedHours);
  const shrank = facts.filter(
    ({ hour, entry }) =>
      !context.request.force && entry !== null && (lines.get(hour)?.rows ?? 0) < entry.rows_in,
  );
  const entries: RunEntry[] = [];
  for (const each of facts) {
    if (shrank.includes(each)) continue;
    const its = lines.get(each.hour) ?? { rows: 0, rejected: 0, misfiled: 0 };
    const seen = looked.get(each.hour);
    entries.push({
      ...entryOf(context, each, startedAt),
      rows_in: its.rows,
      rows_rejected: its.rejected,
      rows_misfiled: its.misfiled,
      skipped: seen?.skipped ?? [],
      rejected_example: its.rejected > 0 && seen ? await exampleOf(context, seen.readable) : null,
      ...ofQuery(stats.get(each.hour)),
      ended: timeNow(context),
    });
  }
  return { entries, shrank: shrank.map(({ hour }) => hour) };
}

/** Reads the whole day at once; the bench then has `scanned_day` as well. */
async function scanWhole(
  context: DayContext,
  facts: readonly HourFacts[],
  looked: ReadonlyMap<Hour, LookedInto>,
): Promise<ReadonlyMap<Hour, Stats>> {
  const { deps, bench, work } = context;
  const { stats } = await scanInto(
    context,
    { name: 'passed', columns: dayPassColumns },
    {
      sql: dayPass(work.dt),
      files: facts.flatMap(({ hour }) => looked.get(hour)?.readable ?? []),
      manifestHash: deps.runtime.sha256(facts.map(({ manifest }) => manifest.hash).join('\n')),
      generation: context.request.force ? context.now : 0,
    },
  );
  await bench.derive('scanned', passedHours);
  await bench.derive('scanned_day', passedDay);
  const [first] = facts;
  return new Map(stats && first ? [[first.hour, stats]] : []);
}

/** What each query said, under the first hour of its span: sums over hours stay true. */
async function scanSpans(
  context: DayContext,
  facts: readonly HourFacts[],
  looked: ReadonlyMap<Hour, LookedInto>,
): Promise<ReadonlyMap<Hour, Stats>> {
  const { deps, work } = context;
  const stats = new Map<Hour, Stats>();
  const table = { name: 'scanned', columns: hourScanColumns };
  const nothing = { sql: '', files: [], manifestHash: '', generation: 0 };
  await scanInto(context, table, nothing);
  const withRows = facts.filter(({ hour }) => (looked.get(hour)?.readable.length ?? 0) > 0);
  for (const [from, to] of contiguous(withRows.map(({ hour }) => hour))) {
    const span = withRows.filter(({ hour }) => hour >= from && hour <= to);
    const scanned = await scanInto(context, table, {
      sql: hourScan({ dt: work.dt, from, to }),
      files: span.flatMap(({ hour }) => looked.get(hour)?.readable ?? []),
      manifestHash: deps.runtime.sha256(span.map(({ manifest }) => manifest.hash).join('\n')),
      generation: context.request.force ? context.now : 0,
    });
    if (scanned.stats) stats.set(from, scanned.stats);
  }
  return stats;
}

/**
 * Lines by hour. Where files were looked into first, lines that the engine passed over without a word
 * count as rejected: nothing is silently short.
 */
async function countLines(
  { bench }: DayContext,
  looked: ReadonlyMap<Hour, LookedInto>,
): Promise<ReadonlyMap<Hour, Lines>> {
  const counted = await bench.query(`SELECT hour, CAST(sum(n) AS bigint) AS rows_in,
    CAST(coalesce(sum(n) FILTER (WHERE bucket IS NOT NULL), 0) AS bigint) AS records,
    CAST(coalesce(sum(misfiled) FILTER (WHERE bucket IS NOT NULL), 0) AS bigint) AS misfiled
    FROM scanned GROUP BY hour`);
  const byHour = new Map(counted.map((row) => [row['hour'], row]));
  return new Map(
    [...looked].map(([hour, { lines }]) => {
      const row = byHour.get(hour);
      const rows = Math.max(Number(row?.['rows_in'] ?? 0), lines ?? 0);
      const rejected = rows - Number(row?.['records'] ?? 0);
      return [hour, { rows, rejected, misfiled: Number(row?.['misfiled'] ?? 0) }];
    }),
  );
}

function ofQuery(stats: Stats | undefined): Partial<RunEntry> {
  if (!stats) return {};
  return {
    query_id: stats.queryId,
    scanned_bytes: stats.scannedBytes,
    approx_usd: stats.approxUsd,
  };
}

function timeNow({ deps }: DayContext): string {
  return new Date(deps.runtime.clock.now()).toISOString();
}
