import { CatopsError } from '../../platform/errors.js';
import { manifestOf } from '../manifest.js';
import type { Day, Hour, LogFile } from '../ports.js';
import type { DayOutcome, RollUpDeps, RollUpProgress, RollUpRequest } from '../roll-up.js';
import { type Runs, withEntries } from '../runs.js';
import { hourScan } from '../sql/hour-scan.js';
import { readRuns, type StoredRuns, writeRuns } from '../stored-runs.js';
import type { TableName } from '../tables.js';
import type { Bench } from '../workbench.js';
import { countDay } from './count-day.js';
import { gatherFacts, isTorn } from './gather-facts.js';
import { wantsDay } from './judge-day.js';
import { type HourFacts, judgeHour, type Verdict } from './judge-hour.js';
import { noteHours } from './note-hours.js';
import { outcomeOf } from './outcome-of.js';
import { scanHours } from './scan-hours.js';
import { writeDay, writeHours } from './write-tables.js';

/** One day of the work, and how its steps are told. */
export interface DayWork {
  readonly dt: Day;
  tell(step: RollUpProgress['step'], hours?: readonly Hour[]): void;
}

/** What the steps of a day share. */
export interface DayContext {
  readonly deps: RollUpDeps;
  readonly request: RollUpRequest;
  readonly work: DayWork;
  readonly bench: Bench;
  readonly signal: AbortSignal;
  /** Text of the hourly scan, hashed: another text means other numbers. */
  readonly sqlHash: string;
  readonly now: number;
}

/** How often a day is begun again because another process changed it meanwhile. */
const attempts = 5;

/** Brings one day up to date; see {@link rollUp}. */
export async function rollUpDay(
  deps: RollUpDeps,
  request: RollUpRequest,
  work: DayWork,
  signal: AbortSignal,
): Promise<DayOutcome> {
  const sqlHash = deps.runtime.sha256(hourScan({ dt: '2018-11-15', from: '00', to: '23' }));
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    const bench = await deps.workbench.open(signal);
    const now = deps.runtime.clock.now();
    // What somebody else has just finished is not done by force once more.
    const asked = attempt === 0 ? request : { ...request, force: false };
    try {
      const context = { deps, request: asked, work, bench, signal, sqlHash, now };
      const outcome = await tryDay(context);
      if (outcome) return outcome;
    } finally {
      await bench.close();
    }
  }
  throw new CatopsError('rollup-locked', `Other processes keep rolling up ${work.dt}.`, {
    hint: 'wait until they have ended, then run it again',
  });
}

async function tryDay(context: DayContext): Promise<DayOutcome | null> {
  const { deps, work, bench, signal } = context;
  work.tell('looking');
  const files = await deps.logs.list(work.dt, signal);
  const stored = await readRuns(deps.store, bench, work.dt, signal);
  const torn = await isTorn(deps, stored.runs, signal);
  const { hours } = context.request;
  const { sqlHash } = context;
  const facts = gatherFacts(deps, { dt: work.dt, hours, files, runs: stored.runs, torn, sqlHash });
  const verdicts = new Map(
    facts.map((each) => [each.hour, judgeHour(each, { ...context.request, now: context.now })]),
  );
  const toScan = withVerdict(facts, verdicts, 'scan');
  const passed = isOnePass(context, toScan, files, stored.runs);
  const scanned = await scanHours(context, toScan, passed);
  for (const hour of scanned.shrank) verdicts.set(hour, 'shrank');
  const noted = noteHours(context, withVerdict(facts, verdicts, 'note'));
  const objects: Partial<Record<TableName, string>> = { ...stored.runs.objects };
  if (scanned.entries.length > 0) {
    Object.assign(objects, await writeHours(context, scanned.entries));
  }
  const runs = withEntries(stored.runs, [...scanned.entries, ...noted]);
  const whole = manifestOf(files, deps.runtime.sha256);
  const refused = [...verdicts.values()].some((each) => each === 'late' || each === 'shrank');
  const counted = await countDay(context, { runs, whole, refused, torn, passed });
  if (scanned.entries.length > 0 || counted.state === 'made') {
    const known = counted.state === 'made' || counted.state === 'unchanged';
    Object.assign(objects, await writeDay(context, { known, counted: counted.state === 'made' }));
  }
  const entries = counted.entry ? [counted.entry] : [];
  const after = { ...withEntries(runs, entries), objects };
  if (!(await commit(context, { runs: after, object: stored.object }, stored.runs))) return null;
  return outcomeOf({ context, facts, verdicts, scanned, counted, files });
}

/**
 * Whether the hours and the day can be counted in one pass: every file of the day is read anyway. Not
 * where an engine sends its rows over a network: the pass has twenty columns for every account.
 */
function isOnePass(
  context: DayContext,
  toScan: readonly HourFacts[],
  files: readonly LogFile[],
  runs: Runs,
): boolean {
  const read = toScan.reduce((sum, { manifest }) => sum + manifest.files.length, 0);
  const here = context.deps.engine.name === 'duckdb';
  return (
    here && read > 0 && read === files.length && wantsDay({ ...context, dt: context.work.dt }, runs)
  );
}

/** Writes the runs down last; false when another process did so meanwhile. */
async function commit(context: DayContext, next: StoredRuns, before: Runs): Promise<boolean> {
  if (JSON.stringify(next.runs) === JSON.stringify(before)) return true;
  return writeRuns(context.deps.store, context.bench, next, context.signal);
}

function withVerdict(
  facts: readonly HourFacts[],
  verdicts: ReadonlyMap<Hour, Verdict>,
  wanted: Verdict,
): readonly HourFacts[] {
  return facts.filter(({ hour }) => verdicts.get(hour) === wanted);
}
