import { printable } from '../../src/platform/terminal-text.js';
import { type DayPlan, planRollUp } from '../../src/rollups/plan-roll-up.js';
import type { Day } from '../../src/rollups/ports.js';
import { bytes, counted } from '../../src/rollups/report/figures.js';
import type { Reply } from './command.js';
import type { RollupContext, RollupInvocation } from './rollup-context.js';
import type { RollupTask } from './rollup-request.js';
import { usdText } from './rollup-text.js';

/** What `--dry-run` answers: what would be read, what that costs, and what would be written. */
export async function planReply(
  { host }: RollupInvocation,
  { rollups, settings }: RollupContext,
  task: Exclude<RollupTask, { kind: 'sql' }>,
  force: boolean,
): Promise<Reply> {
  const days: readonly Day[] = task.kind === 'backfill' ? task.days : task.asked.days;
  const hours = task.kind === 'backfill' ? null : task.asked.hours;
  const plan = await planRollUp(
    rollups.deps,
    { days, force, lateMs: settings.lateMs, ...(hours === null ? {} : { hours }) },
    host.signal,
  );
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
        `Would read ${rollups.deps.logs.place} with ${engine}, and write to ${rollups.deps.store.place}:`,
        ...plan.map(dayLine),
        ...(approxUsd === null ? [] : [`About ${usdText(approxUsd)} at the rate that is set.`]),
      ]
        .map(printable)
        .join('\n'),
  };
}

function dayLine({ dt, hours, files, fileBytes, writes, kept }: DayPlan): string {
  const why = kept.length === 0 ? '' : `; ${counted(kept.length, 'hour')} kept as they are`;
  if (writes.length === 0) return `  ${dt}: nothing to do${why}`;
  const what = `${counted(hours.length, 'hour')}, ${counted(files, 'file')}, ${bytes(fileBytes)}`;
  return `  ${dt}: ${what} → ${writes.join(', ')}${why}`;
}
