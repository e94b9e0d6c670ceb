import { CatopsError, messageOf } from '../platform/errors.js';
import { type ChangeListener, tellAll, type Untold } from './change-listener.js';
import type { ChangeKind, ChangeRecord, ChangeRecords } from './change-record.js';
import { endingText } from './ending.js';
import { openWindow, takeFresh } from './event-window.js';
import {
  type FollowDeps,
  type Followed,
  followChange,
  type OnFollowEvent,
} from './follow-change.js';
import type { ChangePlan } from './plan-change.js';
import type { EnvironmentStatus } from './ports.js';
import { beginWatch, type Goal, type WatchLimits } from './watch.js';

export interface PerformDeps extends FollowDeps {
  readonly records: ChangeRecords;
  readonly listeners: readonly ChangeListener[];
  readonly actor: string;
  /** A new id that sorts by time. */
  newId(nowMs: number): string;
}

export type OnPerformEvent = (event: Parameters<OnFollowEvent>[0] | Untold) => void;

/** How old a clock's disagreement may be: AWS refuses requests of clocks further off. */
const skewMs = 15 * 60_000;
/** How long a start that the vendor has no time for is tried again. */
const startPatienceMs = 5 * 60_000;
const firstWaitMs = 5000;
const longestWaitMs = 60_000;

/**
 * Does what was planned and waits for its end. What ran before is saved first; whoever is told hears
 * of the start and of the end, and what could not be told is said and holds nothing up.
 */
export async function performChange(
  deps: PerformDeps,
  plan: ChangePlan,
  limits: WatchLimits,
  onEvent: OnPerformEvent,
  signal: AbortSignal,
): Promise<Followed> {
  const { environments, clock, records } = deps;
  const { name } = plan.before;
  const record = recordOf(deps, plan.kind, plan.before, summaryOf(plan), plan.to?.version ?? null);
  // Asked first, so that what happened before is not taken for what is about to.
  const from = new Date(clock.now() - skewMs).toISOString();
  const earlier = await environments.events(name, from, signal);
  const { window } = takeFresh(openWindow(from), earlier);
  return alone(records, name, async () => {
    await records.write(record);
    const started = await startPatiently(deps, plan, onEvent, signal).catch(async (error) => {
      if (wasRefused(error)) await records.write({ ...record, ended: 'never-started' });
      throw error;
    });
    await tellAll(deps, record, 'started', record.summary, onEvent, signal);
    const watch = beginWatch(goalOf(plan), limits, clock.monotonic(), started);
    const followed = await followChange(deps, { name, watch, window }, onEvent, signal);
    await finishChange(deps, record, followed, onEvent, signal);
    return followed;
  });
}

/** Stops an update that runs, and waits until the version before it is back. */
export async function abortChange(
  deps: PerformDeps,
  before: EnvironmentStatus,
  limits: WatchLimits,
  onEvent: OnPerformEvent,
  signal: AbortSignal,
): Promise<Followed> {
  const { environments, clock, records } = deps;
  const { name, version } = before;
  const summary = `Abort the update of ${name}${version ? ` to ${version}` : ''}`;
  // The label is that of the update already: it is no version to come back to.
  const record = recordOf(deps, 'abort', { ...before, version: null }, summary, null);
  return alone(records, name, async () => {
    await records.write(record);
    const opened = openWindow(new Date(clock.now() - skewMs).toISOString());
    const { window } = takeFresh(opened, await environments.events(name, opened.from, signal));
    await environments.abort(name, signal);
    await tellAll(deps, record, 'started', summary, onEvent, signal);
    const watch = beginWatch({ kind: 'ready' }, limits, clock.monotonic(), null);
    const followed = await followChange(deps, { name, watch, window }, onEvent, signal);
    await finishChange(deps, record, followed, onEvent, signal);
    return followed;
  });
}

/** Nobody else takes the change for one that is not followed. */
async function alone<T>(
  records: ChangeRecords,
  environment: string,
  follow: () => Promise<T>,
): Promise<T> {
  const release = await records.hold(environment);
  try {
    return await follow();
  } finally {
    await release?.();
  }
}

/** The vendor has said no: nothing was begun. After any other failure nobody knows. */
function wasRefused(error: unknown): boolean {
  return error instanceof CatopsError && !/^(vendor-unreachable|interrupted)$/.test(error.code);
}

/** `Deploy v2 to cat-api-prod (was v1)`. */
export function summaryOf({ kind, before, to, change }: ChangePlan): string {
  const was = before.version ? ` (was ${before.version})` : '';
  if (to && kind === 'rollback') return `Roll ${before.name} back to ${to.version}${was}`;
  if (to) return `Deploy ${to.version} to ${before.name}${was}`;
  const { min, max, instanceClass } = change as Exclude<typeof change, { version: string }>;
  const parts = [
    ...(min === undefined ? [] : [`at least ${min}`]),
    ...(max === undefined ? [] : [`at most ${max}`]),
    ...(instanceClass === undefined ? [] : [`of ${instanceClass}`]),
  ];
  return `Scale ${before.name} to ${parts.join(', ')}`;
}

export function goalOf({ change }: Pick<ChangePlan, 'change'>): Goal {
  return 'version' in change
    ? { kind: 'version', version: change.version }
    : { kind: 'capacity', change };
}

/** What a change that was saved was for. */
export function goalOfRecord({ to }: ChangeRecord): Goal {
  return to === null ? { kind: 'ready' } : { kind: 'version', version: to };
}

/** A vendor that has no time has not begun anything: the start is asked for again. */
async function startPatiently(
  { environments, clock }: PerformDeps,
  { before, change }: ChangePlan,
  onEvent: OnPerformEvent,
  signal: AbortSignal,
): Promise<{ readonly requestId: string | null }> {
  const until = clock.monotonic() + startPatienceMs;
  for (let wait = firstWaitMs; ; wait = Math.min(longestWaitMs, wait * 2)) {
    try {
      return await environments.update(before.name, change, signal);
    } catch (error) {
      const throttled = error instanceof CatopsError && error.code === 'vendor-throttled';
      if (!throttled || clock.monotonic() + wait > until) throw error;
      if (wait === firstWaitMs)
        onEvent({ kind: 'trouble', trouble: 'throttled', message: error.message });
      await clock.sleep(wait, signal);
    }
  }
}

function recordOf(
  { clock, actor, newId }: PerformDeps,
  kind: ChangeKind,
  before: EnvironmentStatus,
  summary: string,
  to: string | null,
): ChangeRecord {
  const now = clock.now();
  return {
    ...{ id: newId(now), environment: before.name, kind, actor, summary, to, ended: null },
    at: new Date(now).toISOString(),
    from: before.version,
    wasHealthy: before.health.colour === 'green',
  };
}

/** Saves how a change ended, and tells those who heard of its start. */
export async function finishChange(
  deps: PerformDeps,
  record: ChangeRecord,
  { ending, status }: Pick<Followed, 'ending' | 'status'>,
  onEvent: OnPerformEvent,
  signal: AbortSignal,
): Promise<void> {
  const ended: ChangeRecord = { ...record, ended: ending.kind };
  try {
    await deps.records.write(ended);
  } catch (error) {
    onEvent({ kind: 'untold', message: `How it ended was not saved: ${messageOf(error)}` });
  }
  const text = endingText(record.environment, goalOfRecord(record), ending, status);
  await tellAll(deps, ended, 'ended', text, onEvent, signal);
}
