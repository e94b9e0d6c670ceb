import type { RollupBy, RollupReport, RollupRow } from '../contracts/rollup-report.js';
import { CatopsError } from '../platform/errors.js';
import { activityOf } from './activity.js';
import type { RollupStore } from './ports.js';
import { completenessOf, notesOf, statsOf } from './reading/completeness.js';
import { hoursGone } from './reading/known-slots.js';
import { rowsBy, totalOf } from './reading/measured-rows.js';
import { daysBefore, hourText, isWholeDays, type ReportWindow } from './reading/report-window.js';
import { sumRows, topImages } from './reading/texts.js';
import { loadWindow, type WindowData } from './reading/window-data.js';
import { tables } from './tables.js';
import { dayMs } from './windows.js';
import type { Bench, Workbench } from './workbench.js';

/** Images that a report names. */
const shownImages = 10;

export interface ReadReportDeps {
  readonly store: RollupStore;
  readonly workbench: Workbench;
  /** How changes between two windows are told from chance. */
  readonly changes: {
    /** What counts as a change, as a sentence with its numbers. */
    readonly rule: string;
    /** `shiftMs` is how much later the second window is: keys that are times move by it. */
    mark(
      before: readonly RollupRow[],
      after: readonly RollupRow[],
      shiftMs: number,
    ): readonly RollupRow[];
  };
}

export interface ReportRequest {
  readonly service: string;
  readonly engine: 'duckdb' | 'athena';
  readonly window: ReportWindow;
  readonly by: RollupBy;
  /** A route's name, `GET /v1/breeds`; null for all. */
  readonly route: string | null;
  /** Rows that are shown, at most. */
  readonly top: number;
  readonly compare: 'previous-week' | 'previous-day' | null;
  /** What bringing the tables up to date cost in this call; null where nothing was scanned. */
  readonly scanned: { readonly bytes: number | null; readonly usd: number | null } | null;
}

const daysBack = { 'previous-week': 7, 'previous-day': 1 } as const;

/** A report of a window of any length, from stored tables only: no log is read. */
export async function readReport(
  deps: ReadReportDeps,
  request: ReportRequest,
  signal: AbortSignal,
): Promise<RollupReport> {
  const { window, by, route, service, engine } = request;
  const bench = await deps.workbench.open(signal);
  try {
    const data = await loadWindow({ store: deps.store, bench, signal }, window, route);
    if (isHourGone(data)) throw hourGone(data);
    const total = await totalOf(bench, data);
    const after = await rowsBy(bench, data, by);
    const activity = await activityIn(bench);
    const images = data.images ? await bench.query(topImages(shownImages)) : [];
    const { comparison, rows } = await compared(deps, request, after, bench, signal);
    return {
      schema: 'catops.rollup/v1',
      service,
      window: { from: iso(window.from), to: iso(window.to), by, route },
      engine,
      completeness: completenessOf(data),
      total,
      rows: shown(rows, request),
      rowsLeftOut: isTimed(by) ? 0 : Math.max(0, rows.length - shown(rows, request).length),
      activity,
      topImages: images.map((row) => ({
        imageId: String(row['image_id']),
        requests: Number(row['n']),
      })),
      comparison,
      stats: {
        ...statsOf(data),
        scannedBytes: request.scanned?.bytes ?? null,
        approxUsd: request.scanned?.usd ?? null,
      },
      notes: notesOf(data, by),
    };
  } finally {
    await bench.close();
  }
}

/** Marks what changed against the window before; its rows replace what the bench holds. */
async function compared(
  deps: ReadReportDeps,
  { window, by, route, compare }: ReportRequest,
  after: readonly RollupRow[],
  bench: Bench,
  signal: AbortSignal,
): Promise<{ comparison: RollupReport['comparison']; rows: readonly RollupRow[] }> {
  if (compare === null) return { comparison: null, rows: after };
  const days = daysBack[compare];
  const earlier = daysBefore(window, days);
  const data = await loadWindow({ store: deps.store, bench, signal }, earlier, route);
  const known = isKnown(data);
  // An hour that is kept no longer has no row: the one after it is not new.
  const comparable = known && (by !== 'hour' || hoursGone(data).length === 0);
  const { series: _, ...total } = await totalOf(bench, data);
  const rows = comparable
    ? deps.changes.mark(await rowsBy(bench, data, by), after, days * dayMs)
    : after;
  const comparison = {
    name: compare,
    from: iso(earlier.from),
    to: iso(earlier.to),
    total: known ? total : null,
    rule: deps.changes.rule,
  };
  return { comparison, rows };
}

/** Whether a window is a part of a day whose hours are kept no longer: the day's row cannot stand in. */
function isHourGone(data: WindowData): boolean {
  return !isWholeDays(data.window) && hoursGone(data).length > 0;
}

function hourGone({ window }: WindowData): CatopsError {
  const [day, hour] = hourText(window.from).split('T');
  return new CatopsError(
    'usage-invalid',
    `${day} ${hour}:00 UTC is not known by itself any more: hours are kept for ${tables.rollup_hour.keptDays} days.`,
    { hint: `catops rollup --date ${day}` },
  );
}

/** Whether anything was rolled up of a window: what was never counted did not change. */
function isKnown(data: WindowData): boolean {
  if (isHourGone(data)) return false;
  return completenessOf(data).hours > 0 || data.runs.some(({ purged }) => purged !== null);
}

async function activityIn(bench: Bench): Promise<RollupReport['activity']> {
  const rows = await bench.query(sumRows('route'));
  return activityOf(new Map(rows.map((row) => [String(row['name']), Number(row['s2xx'])])));
}

/** Times are shown all; of the others those with the most requests, and all that changed. */
function shown(rows: readonly RollupRow[], { by, top }: ReportRequest): readonly RollupRow[] {
  if (isTimed(by)) return rows;
  return rows.filter((row, index) => index < top || row.changes.length > 0);
}

function isTimed(by: RollupBy): boolean {
  return by === 'hour' || by === 'day' || by === 'status';
}

function iso(at: number): string {
  return new Date(at).toISOString();
}
