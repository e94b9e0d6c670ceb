import type { Reply } from './command.js';
import { backfill } from './rollup-backfill.js';
import { type RollupInvocation, withRollups } from './rollup-context.js';
import { planReply } from './rollup-plan.js';
import { reportWindow } from './rollup-report.js';
import { type RollupAsked, readRollupFlags } from './rollup-request.js';
import { answerSql } from './rollup-sql.js';

/** Does what the flags of `catops rollup` say. */
export async function runRollup(invocation: RollupInvocation, flags: RollupAsked): Promise<Reply> {
  const now = invocation.host.clock.now();
  const task = readRollupFlags(flags, { now, json: invocation.json });
  return withRollups(invocation, (context) => {
    if (task.kind === 'sql') return answerSql(invocation, context, task);
    if (invocation.dryRun) return planReply(invocation, context, task, flags.force);
    if (task.kind === 'backfill') return backfill(invocation, context, task.days, flags.force);
    return reportWindow(invocation, context, task, flags);
  });
}
