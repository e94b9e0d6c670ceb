import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { RollupReport } from '../../src/contracts/rollup-report.js';
import { CatopsError, messageOf } from '../../src/platform/errors.js';
import { printable } from '../../src/platform/terminal-text.js';
import { readReport } from '../../src/rollups/read-report.js';
import { windowOf } from '../../src/rollups/reading/report-window.js';
import { type RollUpOutcome, rollUp } from '../../src/rollups/roll-up.js';
import { openRollupProgress } from '../views/rollup-progress.js';
import type { Reply } from './command.js';
import type { RollupContext, RollupInvocation } from './rollup-context.js';
import { renderReport } from './rollup-render.js';
import { earlierDays, type ReportAsked, type RollupFormat } from './rollup-request.js';
import { nothingFound, refuseUnknownRoute } from './rollup-search.js';
import { costOf, remarksOf } from './rollup-text.js';
import { tableWidthOf } from './terminal.js';

interface Wanted {
  readonly force: boolean;
  readonly requireComplete: boolean;
  readonly html?: string | undefined;
}

/** Brings the tables of a window up to date and reports on it. */
export async function reportWindow(
  invocation: RollupInvocation,
  context: RollupContext,
  task: { readonly asked: ReportAsked; readonly format: RollupFormat },
  wanted: Wanted,
): Promise<Reply> {
  const { say, host } = invocation;
  const { rollups } = context;
  const outcome = await bringUpToDate(invocation, context, task.asked, wanted.force);
  for (const line of remarksOf(outcome)) say(line);
  if (outcome.failure) throw outcome.failure;
  const request = requestOf(context, task.asked, outcome);
  const report = await readReport(rollups, request, host.signal);
  await refuseUnknownRoute(rollups, request, report, host.signal);
  const exit = exitOf(report, outcome, wanted, say);
  const shown = { width: tableWidthOf(host.stdout), signal: host.signal };
  const empty = task.format === 'table' ? await nothingFound(rollups, report, shown) : null;
  if (empty !== null) return { exit, data: { ...report }, text: () => empty };
  const hours =
    task.format === 'html' && request.by !== 'hour'
      ? await readReport(rollups, { ...request, by: 'hour', compare: null }, host.signal)
      : null;
  const text = await renderReport(invocation, context, { report, hours, format: task.format });
  return {
    exit,
    data: { ...report },
    text: await textOrFile(invocation, text, wanted.html),
  };
}

/** The days asked for and those they are compared with; what is unchanged costs a look. */
async function bringUpToDate(
  { host, json }: RollupInvocation,
  { rollups, settings }: RollupContext,
  asked: ReportAsked,
  force: boolean,
): Promise<RollUpOutcome> {
  const progress = openRollupProgress({ host, json });
  const work = { lateMs: settings.lateMs, onProgress: progress.show };
  try {
    const earlier = earlierDays(asked);
    if (earlier.length > 0) {
      const before = { ...work, days: earlier, force: false, dayTables: false };
      const compared = await rollUp(rollups.deps, before, host.signal);
      if (compared.failure) throw compared.failure;
    }
    const { days, hours } = asked;
    const whole = hours === null;
    const now = { ...work, days, force, dayTables: whole, ...(hours === null ? {} : { hours }) };
    return await rollUp(rollups.deps, now, host.signal);
  } finally {
    progress.close();
  }
}

function requestOf(
  { settings }: RollupContext,
  { days, hours, by, route, top, compare }: ReportAsked,
  outcome: RollUpOutcome,
) {
  const [first = ''] = days;
  return {
    service: settings.service,
    engine: settings.engine,
    window: windowOf(first, days.at(-1) ?? first, hours?.[0] ?? null),
    ...{ by, route, top: top ?? Number.POSITIVE_INFINITY, compare },
    scanned: costOf(outcome),
  };
}

function exitOf(
  report: RollupReport,
  outcome: RollUpOutcome,
  { requireComplete }: Wanted,
  say: (line: string) => void,
): Reply['exit'] {
  const { hours, of } = report.completeness;
  if (requireComplete && hours < of) {
    say(`Not complete: ${hours} of ${of} hours are closed and rolled up.`);
    return 'no';
  }
  return outcome.days.some((day) => day.hours.some(({ state }) => state === 'shrank'))
    ? 'no'
    : 'ok';
}

/** The answer as it is printed; written to a file, what is printed is where. */
async function textOrFile(
  { host }: RollupInvocation,
  text: string,
  file: string | undefined,
): Promise<() => string> {
  if (file === undefined || file === '-') return () => text.replace(/\n$/, '');
  const path = resolve(host.cwd, file);
  try {
    await writeFile(path, text);
  } catch (cause) {
    throw new CatopsError('usage-invalid', `--html: ${path}: ${messageOf(cause)}.`, { cause });
  }
  return () => `Wrote ${printable(path)}`;
}
