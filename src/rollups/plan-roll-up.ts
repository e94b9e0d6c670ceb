import { manifestOf } from './manifest.js';
import type { Day, Hour } from './ports.js';
import type { RollUpDeps, RollUpRequest } from './roll-up.js';
import { gatherFacts, isTorn } from './rolling/gather-facts.js';
import { judgeDay } from './rolling/judge-day.js';
import { judgeHour } from './rolling/judge-hour.js';
import { hourScan } from './sql/hour-scan.js';
import { readRuns } from './stored-runs.js';
import type { TableName } from './tables.js';
import { contiguous } from './windows.js';

/** What rolling one day up would read and write. */
export interface DayPlan {
  readonly dt: Day;
  /** Hours that would be read. */
  readonly hours: readonly Hour[];
  /** Hours that would be left as they are although their log is another one. */
  readonly kept: readonly { readonly hour: Hour; readonly why: 'late' | 'shrank' | 'purged' }[];
  /** Files of those hours, and their bytes as stored. */
  readonly files: number;
  readonly fileBytes: number;
  /** Bytes of each scan: one for hours that follow each other, one for the whole day. */
  readonly scans: readonly number[];
  readonly writes: readonly TableName[];
}

const hourTables = ['rollup_hour', 'latency_hour'] as const;
const dayTables = ['rollup_day', 'latency_day'] as const;
const countedTables = ['keys_day', 'images_day'] as const;

/** What {@link rollUp} would do with the same request; reads no log and writes nothing. */
export async function planRollUp(
  deps: RollUpDeps,
  request: Omit<RollUpRequest, 'onProgress'>,
  signal: AbortSignal,
): Promise<readonly DayPlan[]> {
  const plans: DayPlan[] = [];
  for (const dt of request.days) plans.push(await planDay(deps, request, dt, signal));
  return plans;
}

async function planDay(
  deps: RollUpDeps,
  request: Omit<RollUpRequest, 'onProgress'>,
  dt: Day,
  signal: AbortSignal,
): Promise<DayPlan> {
  const now = deps.runtime.clock.now();
  const files = await deps.logs.list(dt, signal);
  const bench = await deps.workbench.open(signal);
  const { runs } = await readRuns(deps.store, bench, dt, signal).finally(() => bench.close());
  const torn = await isTorn(deps, runs, signal);
  const sqlHash = deps.runtime.sha256(hourScan({ dt: '2018-11-15', from: '00', to: '23' }));
  const facts = gatherFacts(deps, { dt, hours: request.hours, files, runs, torn, sqlHash });
  const verdicts = facts.map((each) => ({
    facts: each,
    verdict: judgeHour(each, { now, lateMs: request.lateMs, force: request.force }),
  }));
  const scanned = verdicts.flatMap((each) => (each.verdict === 'scan' ? [each.facts] : []));
  const bytesOf = (list: typeof scanned) =>
    list.reduce((sum, { manifest }) => sum + manifest.bytes, 0);
  const spans = contiguous(scanned.map(({ hour }) => hour)).map(([from, to]) =>
    bytesOf(scanned.filter(({ hour }) => hour >= from && hour <= to)),
  );
  const refused = verdicts.some(({ verdict }) => verdict === 'late' || verdict === 'shrank');
  const whole = manifestOf(files, deps.runtime.sha256);
  const counted = judgeDay(deps, { runs, whole, refused, torn }, { dt, request, now }) === 'scan';
  return {
    dt,
    hours: scanned.map(({ hour }) => hour),
    kept: verdicts.flatMap(({ verdict, facts: { hour } }) =>
      verdict === 'late' || verdict === 'shrank' || verdict === 'purged'
        ? [{ hour, why: verdict }]
        : [],
    ),
    files: scanned.reduce((sum, { manifest }) => sum + manifest.files.length, 0),
    fileBytes: bytesOf(scanned),
    scans: [...spans, ...(counted && files.length > 0 ? [whole.bytes] : [])],
    writes: [
      ...(scanned.length > 0 ? hourTables : []),
      ...(scanned.length > 0 || counted ? dayTables : []),
      ...(counted ? countedTables : []),
    ],
  };
}
