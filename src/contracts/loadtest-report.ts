import type { RouteName } from './route-policy.js';

export const loadtestSchema = 'catops.loadtest/v1';

/** Rules a load test judges by. */
export const loadtestRules = [
  'threshold',
  'coverage',
  'uncached',
  'stampede',
  'cache-key-bypass',
  'rate-limit-present',
  'isolation',
  'probation',
  'regression',
] as const;

export type LoadtestRule = (typeof loadtestRules)[number];

/**
 * `pass` and `fail` are verdicts; `invalid` is none: the measurement is no evidence (exit 11);
 * `interrupted` was stopped by hand and holds what was measured until then.
 */
export type LoadtestVerdict = 'pass' | 'fail' | 'invalid' | 'interrupted';

/** What a run measured of one route, warm-up left out. Missing values are null, never 0. */
export interface LoadtestRoute {
  readonly route: RouteName;
  /** Requests sent and accounted for: answered, lost or timed out. */
  readonly requests: number;
  /** Requests a second over the measured phases. */
  readonly rate: number;
  /** Response time, from when the request was due, milliseconds. */
  readonly latency: LatencyFigures;
  /** Time from when the request was sent, milliseconds. */
  readonly serviceTime: LatencyFigures;
  /** Share 0–1 of requests with an unexpected status, lost, or timed out. */
  readonly errors: number | null;
  readonly statuses: Readonly<Record<string, number>>;
  readonly lost: number;
  readonly timeouts: number;
  /** Share 0–1 of replies served from a cache; null when the target does not say. */
  readonly cacheHitShare: number | null;
  /** Database queries a request; null when the target does not say. */
  readonly dbQueriesPerRequest: number | null;
  readonly timeline: readonly LoadtestSlice[];
  readonly curve: readonly LoadtestCurvePoint[];
}

/**
 * What was due in a slice of time, the measured phases laid one after the other. Slices are a second,
 * or longer where there would be more than 120; none is of two phases.
 */
export interface LoadtestSlice {
  readonly phase: string;
  /** Seconds from the start of the first measured phase. */
  readonly at: number;
  readonly seconds: number;
  readonly sent: number;
  /** Unexpected statuses, lost and timed out. */
  readonly errors: number;
  /** Latency, milliseconds; null where the samples are too few. */
  readonly p50: number | null;
  readonly p95: number | null;
  readonly slowest: number | null;
}

/** A percentile, up to the 100th, which is the slowest. Milliseconds; null where samples are too few. */
export interface LoadtestCurvePoint {
  readonly percent: number;
  readonly latency: number | null;
  readonly serviceTime: number | null;
}

/** Percentiles in milliseconds; null where the samples are too few to have one. */
export interface LatencyFigures {
  readonly p50: number | null;
  readonly p95: number | null;
  readonly p99: number | null;
}

/** A measured phase, and how fit the generator was to measure time in it. */
export interface LoadtestPhase {
  readonly phase: string;
  readonly seconds: number;
  readonly sent: number;
  readonly answered: number;
  /** 99th percentile of how late the generator's event loop was, milliseconds. */
  readonly loopDelayP99Ms: number;
  /** Share 0–1 of the time in which the generator was busy. */
  readonly busyShare: number;
  /** Share 0–1 of CPU time the hypervisor gave to others; null where the system does not say. */
  readonly stealShare: number | null;
  /** Share 0–1 of CPU time that other programs took; null where the system does not say. */
  readonly foreignShare: number | null;
}

/** One look of a rule at one route, or at all of them together: a case of a test report. */
export interface LoadtestCheck {
  readonly rule: LoadtestRule;
  /** Null for a rule over all routes. */
  readonly route: RouteName | null;
  /** Null for a rule over all measured phases together. */
  readonly phase: string | null;
  /**
   * `fail` makes the verdict a no, and `undecided` leaves none where nothing failed. `warn` never
   * changes it: a limit that only warns and is broken or without data, or one kept by less than
   * the measurement is known.
   */
  readonly outcome: 'pass' | 'fail' | 'warn' | 'undecided';
  /** As the scenario or the route's budget says it, with unit. The same in every run. */
  readonly limit: string;
  /** What was measured, with unit; null when nothing was. */
  readonly observed: string | null;
  /** One sentence: what is wrong and why it matters, why it is not known, or what was found well. */
  readonly message: string;
  /** Path of the runbook in this repository, or null. */
  readonly runbook: string | null;
}

/** One broken rule: a check that failed or warns, and what it measured. */
export interface LoadtestFinding extends Omit<LoadtestCheck, 'outcome' | 'observed'> {
  readonly observed: string;
}

/** Answer of `catops loadtest --json`. */
export interface LoadtestReport {
  readonly schema: typeof loadtestSchema;
  readonly verdict: LoadtestVerdict;
  readonly scenario: string;
  /** Its file, relative to the directory the run was started in. */
  readonly scenarioFile: string;
  readonly target: {
    readonly url: string;
    /** False when the API already ran. */
    readonly started: boolean;
    /** Lessons that were switched off: routes served without their cache. */
    readonly uncached: readonly RouteName[];
  };
  /** ISO 8601, UTC. */
  readonly startedAt: string;
  /** Seconds measured, warm-up left out. */
  readonly measuredSeconds: number;
  readonly totals: {
    readonly sent: number;
    readonly answered: number;
    readonly lost: number;
    readonly timeouts: number;
    /** Written by the generator after the server had said it would close; not the server's fault. */
    readonly discarded: number;
    /** Not answered yet when their phase ended; nobody knows what became of them. */
    readonly inFlight: number;
    readonly reconnects: number;
  };
  /** Measured phases, in order. */
  readonly phases: readonly LoadtestPhase[];
  readonly routes: readonly LoadtestRoute[];
  /** All routes together. */
  readonly timeline: readonly LoadtestSlice[];
  readonly curve: readonly LoadtestCurvePoint[];
  /** Everything a rule looked at, in the order of the rules; empty when the run was stopped. */
  readonly checks: readonly LoadtestCheck[];
  /** Of the checks those that failed; `warnings` those that warn of something measured. */
  readonly failures: readonly LoadtestFinding[];
  readonly warnings: readonly LoadtestFinding[];
  /** Routes the scenario excuses from coverage, with its reason. */
  readonly excused: readonly { readonly route: RouteName; readonly reason: string }[];
  /** Why the measurement, or its timing, is no evidence; empty when it is. */
  readonly doubts: readonly string[];
}
