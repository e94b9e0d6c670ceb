import type { CandidateSource, ChangeCandidate } from './candidate.js';
import type {
  ActionBody,
  Actor,
  CancelReason,
  DeliveryError,
  Entry,
  IncidentId,
  MilestoneName,
  OpenedBody,
  Reached,
  Remote,
  Role,
  Severity,
  State,
  TargetName,
} from './entry.js';

export type {
  Actor,
  CancelReason,
  DeliveryError,
  Entry,
  EntryBody,
  EntryKind,
  IncidentId,
  MilestoneName,
  Reached,
  Remote,
  Role,
  Severity,
  State,
  StatementSection,
  TargetName,
} from './entry.js';

/** When a milestone was, and what says so. */
export interface Milestone {
  readonly at: string;
  readonly precision: Entry['precision'];
  readonly tz: string;
  readonly source: Entry['source'];
  readonly actor: Actor;
  readonly text: string | null;
}

/** What a mirror shows, and how far behind the record it is. */
export interface Target {
  /** `none`: not asked for. `ok`: shows the record up to `throughSeq`. */
  readonly state: 'none' | 'pending' | 'ok' | 'failed';
  /** Page, channel or card. */
  readonly remote: Remote | null;
  /** Headline message of the chat. */
  readonly headline: Remote | null;
  /** Headline or card are another machine's, joined by the key. */
  readonly joined: boolean;
  readonly lastOkAt: string | null;
  readonly lastError: DeliveryError | null;
  readonly throughSeq: number;
  /** Entries recorded since that concern this target: 0 is up to date. */
  readonly behind: number;
}

/** An action item as it stands. */
export interface ActionItem extends Omit<ActionBody, 'kind' | 'action'> {
  /** `A1`, `A2` … within the incident. */
  readonly id: string;
}

/** The public card: what was drafted, approved and published, by hash. */
export interface PublicState {
  /** Text and hash of the newest draft. */
  readonly draft: { readonly text: string; readonly sha256: string; readonly at: string } | null;
  readonly approved: { readonly sha256: string; readonly by: string; readonly at: string } | null;
  readonly published: { readonly sha256: string; readonly at: string } | null;
}

/** What the entries of one record add up to. Derived, never stored as the truth. */
export interface Incident extends Omit<OpenedBody, 'kind' | 'severity' | 'key'> {
  readonly id: IncidentId;
  readonly key: string | null;
  readonly severity: Severity;
  readonly severityHistory: readonly {
    readonly from: Severity | null;
    readonly to: Severity;
    readonly at: string;
    readonly by: string;
    readonly reason: string | null;
  }[];
  readonly state: State;
  readonly stateHistory: readonly {
    readonly to: State;
    readonly at: string;
    readonly by: string;
    readonly reason: string | null;
  }[];
  readonly cancelled: CancelReason | null;
  readonly openedAt: string;
  readonly openedBy: Actor;
  readonly tz: string;
  readonly roles: Readonly<Partial<Record<Role, string>>>;
  readonly milestones: Readonly<Partial<Record<MilestoneName, Milestone>>>;
  readonly targets: readonly TargetName[];
  readonly targetStates: Readonly<Record<TargetName, Target>>;
  /** Who was reached, as the on-call vendor said; null until it did. */
  readonly reached: readonly Reached[] | null;
  readonly actions: readonly ActionItem[];
  readonly candidates: readonly {
    readonly from: CandidateSource;
    readonly items: readonly ChangeCandidate[];
    readonly absent: string | null;
  }[];
  readonly links: readonly { readonly title: string; readonly url: string }[];
  readonly public: PublicState;
  /** Time of the last update said to those who wait, or of the opening. */
  readonly lastUpdateAt: string;
  /** When the next update is due; null when none is. */
  readonly updateDueAt: string | null;
  /** Sequence number of the newest entry. */
  readonly seq: number;
  /** Entries in force, in the order recorded: superseded ones are left out. */
  readonly entries: readonly Entry[];
  /** Every entry, superseded ones too. */
  readonly history: readonly Entry[];
}

/** One line of `catops incident list`. */
export interface IncidentSummary {
  readonly id: IncidentId;
  readonly title: string;
  readonly severity: Severity;
  readonly state: State;
  readonly service: string;
  readonly nature: Incident['nature'];
  readonly openedAt: string;
  readonly lead: string | null;
  readonly updateDueAt: string | null;
  /** Deliveries still queued. */
  readonly queued: number;
}
