import type {
  Capacity,
  Change,
  EnvironmentEvent,
  EnvironmentStatus,
  HealthColour,
  InstanceStatus,
} from './ports.js';

/** What is waited for. */
export type Goal =
  | { readonly kind: 'version'; readonly version: string }
  | { readonly kind: 'capacity'; readonly change: Exclude<Change, { readonly version: string }> }
  /** Whatever runs now, finished and well. */
  | { readonly kind: 'ready' };

/** How long each part may take, milliseconds, and which health is good enough. */
export interface WatchLimits {
  /** From the request to the first sign that it was started. */
  readonly startMs: number;
  /** From the end of the update to good health on the version asked for, on every server. */
  readonly settleMs: number;
  /** All of it. */
  readonly timeoutMs: number;
  readonly accept: 'green' | 'yellow';
}

export const usualLimits: WatchLimits = {
  startMs: 60_000,
  settleMs: 120_000,
  timeoutMs: 30 * 60_000,
  accept: 'green',
};

/** How it ended. Only `done` is success: "the update is over" is not. */
export type Ending =
  /** `instances` proved what they run; `environment` says that only the environment did. */
  | { readonly kind: 'done'; readonly proof: 'instances' | 'environment' }
  | { readonly kind: 'never-started' }
  | { readonly kind: 'reverted'; readonly version: string | null }
  | { readonly kind: 'mixed'; readonly instances: readonly InstanceStatus[] }
  | { readonly kind: 'not-applied'; readonly capacity: Capacity | null }
  | {
      readonly kind: 'unhealthy';
      readonly colour: HealthColour;
      readonly causes: readonly string[];
    }
  | { readonly kind: 'terminated' }
  /** Our time is over, and it still goes on. */
  | { readonly kind: 'still-updating' };

/** One look at the environment. */
export interface Look {
  readonly status: EnvironmentStatus;
  /** Events since the look before. */
  readonly events: readonly EnvironmentEvent[];
}

/** Where the waiting stands. Times are of the monotonic clock, milliseconds. */
export interface Watch {
  readonly goal: Goal;
  readonly limits: WatchLimits;
  readonly requestId: string | null;
  readonly since: number;
  readonly phase: 'starting' | 'updating' | 'settling' | 'over';
  /** When the first sign of the update was seen. */
  readonly startedAt: number | null;
  /** It was seen at work, or an event told of its end: from then on, Ready means that it is over. */
  readonly seenAtWork: boolean;
  /** When it was first seen to be over. */
  readonly readyAt: number | null;
  readonly ending: Ending | null;
}

/** The vendor's words for the end of an update: hints only, what counts is what the look shows. */
const endTexts = [
  /^Environment update completed/,
  /^Successfully deployed new configuration/,
  /^Completed swapping CNAMEs/,
  /^Failed to deploy (application|configuration)/,
  /reverted to the previous configuration/,
  /operation is complete, but with errors/,
];

/** The waiting after a request; without `started`, for what runs already. */
export function beginWatch(
  goal: Goal,
  limits: WatchLimits,
  now: number,
  started: { readonly requestId: string | null } | null,
): Watch {
  return {
    ...{ goal, limits, since: now, startedAt: null, readyAt: null, ending: null },
    requestId: started?.requestId ?? null,
    phase: started ? 'starting' : 'updating',
    seenAtWork: started === null,
  };
}

/** What time alone does to it; for when there was no look, too. */
export function passTime(watch: Watch, now: number): Watch {
  const { phase, limits, since } = watch;
  if (phase === 'over') return watch;
  if (now - since >= limits.timeoutMs) return over(watch, 'still-updating');
  return watch;
}

/** What a look does to it. */
export function observe(watch: Watch, look: Look, now: number): Watch {
  if (watch.phase === 'over') return watch;
  const { state } = look.status;
  if (state === 'terminating' || state === 'terminated') return over(watch, 'terminated');
  const seen = started(watch, look, now);
  // Only a look can tell: a network that is away proves nothing.
  if (seen.startedAt === null && seen.phase === 'starting')
    return now - seen.since >= seen.limits.startMs
      ? over(seen, 'never-started')
      : passTime(seen, now);
  const atWork = passTime({ ...seen, phase: 'updating', readyAt: null }, now);
  if (state !== 'ready' || !isOver(seen, now)) return atWork;
  const readyAt = seen.readyAt ?? now;
  return passTime(judge({ ...seen, phase: 'settling', readyAt }, look.status, now), now);
}

function started(watch: Watch, { status, events }: Look, now: number): Watch {
  const ours = events.filter((event) => isOurs(watch, event));
  const working = status.state !== 'ready';
  const seenAtWork =
    watch.seenAtWork ||
    working ||
    ours.some(({ message }) => endTexts.some((text) => text.test(message)));
  const sign = working || ours.length > 0;
  return { ...watch, seenAtWork, startedAt: watch.startedAt ?? (sign ? now : null) };
}

/** After a lost reply there is no id: an event that names the version is of this update. */
function isOurs({ requestId, goal }: Watch, event: EnvironmentEvent): boolean {
  if (requestId !== null) return event.requestId === requestId;
  return goal.kind === 'version' && event.version === goal.version;
}

/**
 * Ready right after the request may be the state before it: events and state are not in step. It
 * counts once the update was seen at work, or after as long as a start may take.
 */
function isOver({ seenAtWork, startedAt, limits }: Watch, now: number): boolean {
  return seenAtWork || (startedAt !== null && now - startedAt >= limits.startMs);
}

function judge(watch: Watch, status: EnvironmentStatus, now: number): Watch {
  const { goal, limits, readyAt } = watch;
  if (goal.kind === 'version' && status.version !== goal.version)
    return end(watch, { kind: 'reverted', version: status.version });
  const short = shortcoming(watch, status);
  if (short === null) {
    const proof = provesInstances(watch, status) ? 'instances' : 'environment';
    return end(watch, { kind: 'done', proof });
  }
  return now - (readyAt ?? now) >= limits.settleMs ? end(watch, short) : watch;
}

/** What is still missing; servers report late, so that it is a verdict only after the settling. */
function shortcoming(watch: Watch, status: EnvironmentStatus): Ending | null {
  const { goal, limits } = watch;
  if (goal.kind === 'capacity' && !hasCapacity(status.capacity, goal.change))
    return { kind: 'not-applied', capacity: status.capacity };
  if (provesInstances(watch, status)) {
    const { instances } = status;
    const right = (each: InstanceStatus) => each.version === status.version && !each.deployFailed;
    if (instances.length === 0 || !instances.every(right)) return { kind: 'mixed', instances };
  }
  const { colour, causes } = status.health;
  const well = colour === 'green' || (colour === 'yellow' && limits.accept === 'yellow');
  return well ? null : { kind: 'unhealthy', colour, causes };
}

function provesInstances({ goal }: Watch, { instanceProof }: EnvironmentStatus): boolean {
  return instanceProof && goal.kind !== 'capacity';
}

function hasCapacity(
  capacity: Capacity | null,
  change: Exclude<Change, { readonly version: string }>,
): boolean {
  if (capacity === null) return false;
  const { min, max, instanceClass } = change;
  return (
    (min === undefined || capacity.min === min) &&
    (max === undefined || capacity.max === max) &&
    (instanceClass === undefined || capacity.instanceClass === instanceClass)
  );
}

function over(watch: Watch, kind: 'never-started' | 'still-updating' | 'terminated'): Watch {
  return end(watch, { kind });
}

function end(watch: Watch, ending: Ending): Watch {
  return { ...watch, phase: 'over', ending };
}
