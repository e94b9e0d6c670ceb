/** What may be the reason of a problem. */
export const causeNames = [
  'deploy',
  'uncached-route',
  'traffic',
  'hot-key',
  'bot',
  'database',
  'cache',
  'vendor',
  'disk',
  'data',
  'processes',
] as const;

export type CauseName = (typeof causeNames)[number];

/** The question of the night: deploy, traffic, dependency or data? */
export type CauseFamily = 'deploy' | 'traffic' | 'dependency' | 'data' | 'machine';

/** One reason to believe or to doubt. */
export interface Evidence {
  /** Plain text, one sentence without its full stop. */
  readonly says: string;
  /** In natural logarithms of odds; below 0 speaks against. */
  readonly weight: number;
}

export interface Hypothesis {
  readonly cause: CauseName | 'unknown';
  readonly family: CauseFamily | 'unknown';
  /** A route, a dependency or a release; null where it is about none. */
  readonly subject: string | null;
  /** `Traffic on an uncached route: GET /v1/images/{image_id}/analysis`. */
  readonly title: string;
  /** 0 to 1; all of a diagnosis add up to 1. */
  readonly probability: number;
  readonly for: readonly Evidence[];
  readonly against: readonly Evidence[];
  /** A command to run next. */
  readonly next: string;
}

/** A measure of a route, or of all routes together, that changed. */
export interface DiagnosisChange {
  /** Null of all routes together. */
  readonly route: string | null;
  readonly measure: string;
  /** ISO 8601, UTC. */
  readonly at: string;
  readonly before: number | null;
  readonly after: number | null;
}

/** The commits of a release that may be the reason. */
export interface BroughtCommits {
  readonly version: string;
  /** The release that ran before it. */
  readonly previous: string;
  /** Newest first, some of them at most. */
  readonly commits: readonly {
    readonly ref: string;
    readonly at: string;
    readonly author: string;
    readonly subject: string;
  }[];
  /** How many there are in all. */
  readonly total: number;
  /** Why they are not known, when they are not. */
  readonly absent: string | null;
}

/** What `catops diagnose --json` prints. */
export interface Diagnosis {
  readonly schema: 'catops.diagnosis/v1';
  readonly window: { readonly from: string; readonly to: string };
  readonly source: 'metrics' | 'rollups';
  /** Length of a slot of time: nothing is known to a finer grain. */
  readonly slotSeconds: number;
  readonly slots: number;
  /** `healthy`: nothing got worse in the window. */
  readonly verdict: CauseName | 'unknown' | 'healthy';
  /** A second cause of its own, of what the first does not explain; it is the second hypothesis. */
  readonly beside: CauseName | 'unknown' | null;
  /** Null when nothing got worse. ISO 8601, UTC. */
  readonly onset: string | null;
  /** When it was over; null while it lasts, and when nothing got worse. */
  readonly end: string | null;
  /** Two lines for a person who was just woken. */
  readonly answer: readonly [string, string];
  /** The likeliest first. */
  readonly hypotheses: readonly Hypothesis[];
  readonly changes: readonly DiagnosisChange[];
  readonly releases: readonly {
    readonly version: string;
    readonly at: string;
    /** What ran before it; null where nothing tells. */
    readonly previous: string | null;
    /** From the release to the onset; null without one. */
    readonly secondsToOnset: number | null;
  }[];
  /** Where a release may be the reason, and what ran before it is known. */
  readonly brought: BroughtCommits | null;
  readonly alarms: readonly { readonly name: string; readonly at: string }[];
  /** Sentences a reader should know: what could not be read, a short time before. */
  readonly notes: readonly string[];
}
