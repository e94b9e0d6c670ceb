import { printable } from '../../src/platform/terminal-text.js';
import { type PurgePlan, planPurge, purge } from '../../src/rollups/purge.js';
import { bytes, counted } from '../../src/rollups/report/figures.js';
import type { Reply } from './command.js';
import { confirmed, type Preview } from './preview.js';
import { type RollupInvocation, withRollups } from './rollup-context.js';

/** Shows what the rules of retention would remove, and removes it when somebody agrees. */
export async function purgeOld(
  invocation: RollupInvocation & {
    readonly flags: { readonly yes: boolean; readonly noInput: boolean };
  },
): Promise<Reply> {
  const { host, flags, dryRun } = invocation;
  return withRollups(invocation, async ({ rollups, settings }) => {
    const deps = { ...rollups.deps, compacted: rollups.compacted };
    const { rawLogDays: rawDays } = settings;
    const plan = await planPurge(deps, { rawDays }, host.signal);
    const preview = previewOf(plan, rawDays, rollups.deps.logs.place);
    const nothing = plan.raw.length + plan.tables.length === 0;
    if (dryRun || nothing) return replyOf(plan, false, dryRun, preview);
    const stopped = await confirmed(host, preview, {
      ...flags,
      argv: ['catops', ...host.argv, '--yes'],
    });
    if (stopped) return stopped;
    await purge(deps, plan, host.signal);
    return replyOf(plan, true, dryRun, preview);
  });
}

function replyOf(plan: PurgePlan, purged: boolean, dryRun: boolean, preview: Preview): Reply {
  const raw = plan.raw.map(({ dt, files, bytes: size }) => ({
    dt,
    files: files.length,
    bytes: size,
  }));
  const { tables, kept } = plan;
  const done = `Removed ${whatOf(plan)}.`;
  return {
    exit: 'ok',
    data: { schema: 'catops.rollup-purge/v1', dryRun, purged, raw, tables, kept },
    text: () => (purged ? done : [preview.summary, ...preview.notes].map(printable).join('\n')),
  };
}

function previewOf(plan: PurgePlan, rawDays: number, place: string): Preview {
  const nothing = plan.raw.length + plan.tables.length === 0;
  const older = `older than ${counted(rawDays, 'day')}`;
  const tables = new Map<string, number>();
  for (const { table } of plan.tables) tables.set(table, (tables.get(table) ?? 0) + 1);
  return {
    summary: nothing
      ? `Nothing is to be removed: no log in ${place} is ${older} and in closed totals.`
      : `Would remove ${whatOf(plan)}; the totals of each day stay.`,
    wakes: [],
    requests: [],
    notes: [
      ...plan.raw.map(
        ({ dt, files, bytes: size }) =>
          `  log of ${dt}: ${counted(files.length, 'file')}, ${bytes(size)}`,
      ),
      ...[...tables].map(([table, days]) => `  ${table}: ${counted(days, 'day')}`),
      ...plan.kept.map(({ dt, why }) => `! log of ${dt} stays: ${why}`),
    ],
  };
}

function whatOf({ raw, tables }: PurgePlan): string {
  const size = raw.reduce((sum, day) => sum + day.bytes, 0);
  return [
    ...(raw.length > 0 ? [`the log of ${counted(raw.length, 'day')} (${bytes(size)})`] : []),
    ...(tables.length > 0 ? [`${counted(tables.length, 'old table')}`] : []),
  ].join(' and ');
}
