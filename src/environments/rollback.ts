import { CatopsError } from '../platform/errors.js';
import type { Clock } from '../platform/host.js';
import type { ChangeRecords } from './change-record.js';
import { findPrevious, type Previous } from './find-previous.js';
import type { Followed } from './follow-change.js';
import {
  abortChange,
  type OnPerformEvent,
  type PerformDeps,
  performChange,
} from './perform-change.js';
import { type ChangePlan, type PlanDeps, planVersion, requireRunning } from './plan-change.js';
import type { EnvironmentStatus } from './ports.js';
import type { WatchLimits } from './watch.js';

/** Events tell of six weeks, and no longer. */
const eventsMs = 42 * 86_400_000;

/** The way back: which version, how it is known, and what stands in the way. */
export interface RollbackPlan extends ChangePlan {
  readonly previous: Previous | null;
  /** An update runs, and is stopped first. */
  readonly abortsFirst: boolean;
}

/**
 * Plans the way back to the version before, or to the one named. Throws `release-unknown` when
 * nothing tells what ran before, when that release is gone, and when it cannot run on today's
 * database; `environment-busy` when what runs cannot be stopped.
 */
export async function planRollback(
  deps: PlanDeps & { readonly records: ChangeRecords; readonly clock: Clock },
  before: EnvironmentStatus,
  wanted: string | undefined,
  signal: AbortSignal,
): Promise<RollbackPlan> {
  const { environments, records, clock } = deps;
  requireRunning(before);
  const abortsFirst = before.state !== 'ready';
  if (abortsFirst && !before.abortable) throw unstoppable(before);
  const known = await records.of(before.name);
  const from = new Date(clock.now() - eventsMs).toISOString();
  const events = wanted === undefined ? await environments.events(before.name, from, signal) : [];
  const previous = wanted === undefined ? findPrevious(before.version, known, events) : null;
  const version = wanted ?? previous?.version;
  if (version === undefined)
    throw new CatopsError(
      'release-unknown',
      `Neither the records of this machine nor the events of ${before.name} tell what ran before ${before.version ?? 'now'}.`,
      { hint: `catops env rollback ${before.name} --to VERSION; catops env list --releases` },
    );
  const plan = await planVersion(deps, 'rollback', before, version, signal);
  if (plan.comparison?.schema.kind === 'refuses')
    throw new CatopsError(
      'release-unknown',
      `${version} cannot run on today's database: ${plan.comparison.schema.why}.`,
      { hint: 'deploy a release that mends it instead; a newer release runs on this database' },
    );
  return { ...plan, previous, abortsFirst };
}

/** Goes back: a running update is stopped first, and may have brought the version back by itself. */
export async function performRollback(
  deps: PerformDeps,
  plan: RollbackPlan,
  limits: WatchLimits,
  onEvent: OnPerformEvent,
  signal: AbortSignal,
): Promise<Followed> {
  if (!plan.abortsFirst) return performChange(deps, plan, limits, onEvent, signal);
  const aborted = await abortChange(deps, plan.before, limits, onEvent, signal);
  const { status, ending } = aborted;
  if (status === null || status.state !== 'ready') return aborted;
  if (ending.kind === 'done' && status.version === plan.to?.version) return aborted;
  return performChange(deps, { ...plan, before: status }, limits, onEvent, signal);
}

function unstoppable({ name, state }: EnvironmentStatus): CatopsError {
  return new CatopsError('environment-busy', `${name} is ${state}, and that cannot be stopped.`, {
    hint: `catops env wait ${name}, then catops env rollback ${name}`,
  });
}
