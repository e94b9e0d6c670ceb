/** How one check came out. `absent`: not set up, which is no fault of it. */
export type FindingState = 'ok' | 'warning' | 'broken' | 'absent';

/** One thing that was looked at, and what to do about it. */
export interface Finding {
  /** What it belongs to, such as `PagerDuty`. */
  readonly area: string;
  /** What was looked at, such as `routing key`. */
  readonly check: string;
  readonly state: FindingState;
  /** One sentence of what was found; never a credential. */
  readonly says: string;
  /** What mends it; null when there is nothing to mend. */
  readonly mend: string | null;
}

/** Looks at one part of the set-up. Read-only: nothing is made, changed or sent to a person. */
export interface Checkup {
  readonly area: string;
  /** Never throws for what a vendor or the network does; ends when the signal is aborted. */
  examine(signal: AbortSignal): Promise<readonly Finding[]>;
}
