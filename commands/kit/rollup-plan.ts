import { printable } from '../../src/platform/terminal-text.js';
import { type DayPlan, planRollUp } from '../../src/rollups/plan-roll-up.js';
import { bytes, counted } from '../../src/rollups/report/figures.js';
import type { RollUpRequest } from '../../src/rollups/roll-up.js';
import type { Reply } from './command.js';
import type { RollupContext, RollupInvocation } from './rollup-context.js';
import { earlierDays, type RollupTask } from './rollup-request.js';
import { usdText } from './rollup-text.js';

/** What `--dry-run` answers: what would be read, what that costs, and what would be written. */
export async function planReply(
  { host }: RollupInvocation,
  { rollups, settings }: RollupContext,
  task: Exclude<RollupTask, { kind: 'sql' }>,
  force: boolean,
): Promise<Reply> {
  const { lateMs } = settings;
  const plan: DayPlan[] = [];
  for (const request of requestsOf(task, force)) {
    plan.push(...(await planRollUp(rollups.deps, { ...request, lateMs }, host.signal)));
  }
  const prices = plan.flatMap(({ scans }) => scans.map((size) => rollups.priceOf?.(size) ?? null));
  const approxUsd = prices.reduce<number | null>(
    (sum, price) => (price === null ? sum : (sum ?? 0) + price),
    null,
  );
  const { engine } = settings;
  return {
    exit: 'ok',
    data: {
      ...{ schema: 'catops.rollup-plan/v1', dryRun: true, engine, logs: rollups.deps.logs.place },
      ...{ rollups: rollups.deps.store.place, approxUsd, days: plan },
    },
    text: () =>
      [
        `Would read with ${engine}  ${rollups.deps.logs.place}`,
        `and write below  ${rollups.deps.store.place}:`,
        ...plan.map(dayLine),
        ...(approxUsd === null ? [] : [`About ${usdText(approxUsd)} at the rate that is set.`]),
      ]
        .map(printable)
        .join('\n'),
  };
}

/** What the same command would roll up without `--dry-run`, days that are compared first. */
function requestsOf(
  task: Exclude<RollupTask, { kind: 'sql' }>,
  force: boolean,
): readonly Omit<RollUpRequest, 'lateMs'>[] {
  if (task.kind === 'backfill') return [{ days: task.days, force, dayTables: true }];
  const { days, hours } = task.asked;
  const earlier = earlierDays(task.asked);
  return [
    ...(earlier.length > 0 ? [{ days: earlier, force: false, dayTables: false }] : []),
    { days, force, dayTables: hours === null, ...(hours === null ? {} : { hours }) },
  ];
}

function dayLine({ dt, hours, files, fileBytes, writes, kept }: DayPlan): string {
  const why = kept.length === 0 ? '' : `; ${counted(kept.length, 'hour')} kept as they are`;
  if (writes.length === 0) return `  ${dt}: nothing to do${why}`;
  const read = `${counted(hours.length, 'hour')}, ${counted(files, 'file')}, ${bytes(fileBytes)}`;
  const what = [
    ...(hours.length > 0 ? [read] : []),
    ...(writes.includes('keys_day') ? ['accounts and images of the day'] : []),
  ].join('; ');
  return `  ${dt}: ${what} → ${writes.join(', ')}${why}`;
}
