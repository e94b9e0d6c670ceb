/**
 * What a loopback vendor can do wrong. Those ending in `-after-work` do what was asked first, so
 * that the client cannot know.
 */
export const faults = [
  'hang',
  'hang-after-work',
  'stall-after-work',
  'rate-limit',
  'rate-limit-unsaid',
  'error',
  'error-after-work',
  'reset',
  'reset-after-work',
  'html',
  'html-after-work',
  'html-ok',
  'html-ok-after-work',
  'echo',
] as const;

/** Those, and an answer that is cut off in its middle: the connection ends before the body does. */
export type Fault = (typeof faults)[number] | 'cut-after-work';

/** Those after which trying again helps: all but `echo`, which is a refusal. */
export const passingFaults: readonly Fault[] = faults.filter((fault) => fault !== 'echo');

export interface PlannedFault {
  /** `POST /v2/enqueue`; `*` stands for one part of a path, `*` alone for every request. */
  readonly route: string;
  readonly fault: Fault;
  /** How many requests meet it; 1 when not said. `always` until {@link FaultPlan.clear}. */
  readonly times?: number | 'always';
  /** Leaves this many requests of the route alone first. */
  readonly after?: number;
  /** Seconds of a `rate-limit`. */
  readonly retryAfter?: number;
}

export interface FaultPlan {
  plan(fault: PlannedFault): void;
  /** The fault this request meets, if any. */
  take(route: string): PlannedFault | undefined;
  matches(pattern: string, route: string): boolean;
  /** Forgets what is planned; what was never met is no longer expected. */
  clear(): void;
  /** One sentence for each planned fault that nothing ran into. */
  unused(): string[];
}

interface Standing {
  readonly planned: PlannedFault;
  toSkip: number;
  left: number;
  met: number;
}

export function createFaultPlan(): FaultPlan {
  let standing: Standing[] = [];
  return {
    plan: (planned) => {
      const left = planned.times === 'always' ? Number.POSITIVE_INFINITY : (planned.times ?? 1);
      standing.push({ planned, toSkip: planned.after ?? 0, left, met: 0 });
    },
    take: (route) => {
      const next = standing.find((each) => each.left > 0 && matches(each.planned.route, route));
      if (!next) return undefined;
      if (next.toSkip > 0) {
        next.toSkip -= 1;
        return undefined;
      }
      next.left -= 1;
      next.met += 1;
      return next.planned;
    },
    matches,
    clear: () => {
      standing = [];
    },
    unused: () =>
      standing
        .filter(({ left, met }) => (Number.isFinite(left) ? left > 0 : met === 0))
        .map(({ planned }) => `nothing ran into ${planned.fault} at ${planned.route}`),
  };
}

function matches(pattern: string, route: string): boolean {
  if (pattern === '*' || pattern === route) return true;
  const parts = pattern.split(/[ /]/);
  const given = route.split(/[ /]/);
  return (
    parts.length === given.length && parts.every((part, at) => part === '*' || part === given[at])
  );
}
