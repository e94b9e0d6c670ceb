/** Kinds of change that are looked at around the start of the impact. */
export const candidateSources = ['deploys', 'alarms', 'commits'] as const;
export type CandidateSource = (typeof candidateSources)[number];

/** Something that changed near the start of the impact: a candidate, never a cause. */
export interface ChangeCandidate {
  /** ISO 8601, UTC. */
  readonly at: string;
  /** Release, alarm name or commit hash. */
  readonly ref: string;
  readonly summary: string;
  readonly url: string | null;
}
