import type { CandidateSource, ChangeCandidate } from './candidate.js';

/** `INC-2026-014`: year of the opening, and a number of at least three digits. */
export type IncidentId = `INC-${number}-${string}`;

/** How loud, loudest first. */
export const severities = ['sev1', 'sev2', 'sev3', 'sev4'] as const;
export type Severity = (typeof severities)[number];

/** What we say now. Not a milestone, and not the public status. */
export const states = [
  'investigating',
  'identified',
  'monitoring',
  'resolved',
  'closed',
  'cancelled',
] as const;
export type State = (typeof states)[number];

/** Facts with times, in the order they must have. */
export const milestones = [
  'impact-started',
  'detected',
  'declared',
  'paged',
  'acknowledged',
  'mitigated',
  'recovered',
  'resolved',
] as const;
export type MilestoneName = (typeof milestones)[number];

/** Who does what in the incident; never a person's name. */
export const roles = ['lead', 'responder', 'comms', 'scribe', 'observer'] as const;
export type Role = (typeof roles)[number];

/** Why an incident ended without having been fixed here. */
export const cancelReasons = [
  'false-alarm',
  'duplicate',
  'superseded',
  'external',
  'cancelled',
] as const;
export type CancelReason = (typeof cancelReasons)[number];

/** What an action item does against the next time. */
export const actionKinds = ['prevent', 'detect', 'mitigate', 'process', 'investigate'] as const;
export type ActionKind = (typeof actionKinds)[number];

/** Parts of the report that people say; the mechanical parts come from the other entries. */
export const statementSections = [
  'summary',
  'impact',
  'detection',
  'condition',
  'trigger',
  'root-cause',
  'resolution',
  'prevention',
  'helped',
  'hindered',
  'luck',
  'lesson',
] as const;
export type StatementSection = (typeof statementSections)[number];

/** Whom the record says did something. */
export interface Actor {
  /** E-mail or user name; `catops` for the program itself. */
  readonly id: string;
  readonly role: Role | null;
  /** A tool's acknowledgement is no human acknowledgement. */
  readonly kind: 'person' | 'tool';
}

/** Something that shows that an entry is true. */
export interface Evidence {
  readonly title: string;
  readonly url: string | null;
  readonly sha256: string | null;
}

/** What a delivery left at its target. */
export interface Remote {
  readonly id: string;
  readonly url: string | null;
}

/** One human being reached by a page, or on call. */
export interface Reached {
  readonly name: string;
  /** IANA zone of the person, for "03:14 her time"; null when the vendor does not say. */
  readonly tz: string | null;
  readonly phones: readonly string[];
}

/** The targets that a command writes to. */
export const targetNames = ['on-call', 'chat', 'board', 'public'] as const;
export type TargetName = (typeof targetNames)[number];

/** Where an entry came from. */
export type EntrySource =
  | 'cli'
  | 'catops'
  | 'chat'
  | 'on-call'
  | 'deploys'
  | 'alarms'
  | 'commits'
  | 'import';

/** What every entry of the record says about itself. All times are ISO 8601 in UTC, with `Z`. */
export interface EntryBase {
  readonly v: 1;
  /** Sortable and unique; an edit of this entry names it in `supersedes`. */
  readonly id: string;
  readonly inc: IncidentId;
  /** 1, 2, 3 … in the order recorded. */
  readonly seq: number;
  /** When it happened; may be before `recordedAt` by any time. */
  readonly occurredAt: string;
  /** When it was written down; never back-dated. */
  readonly recordedAt: string;
  /** IANA zone of the operator who wrote it. */
  readonly tz: string;
  readonly precision: 'exact' | 'minute' | 'approx';
  readonly actor: Actor;
  readonly source: EntrySource;
  /** `public` marks that the text may go to the public card; everything else never does. */
  readonly visibility: 'internal' | 'public';
  readonly evidence: readonly Evidence[];
  /** Id of the entry that this one replaces, or null. Nothing is ever rewritten. */
  readonly supersedes: string | null;
}

/** What an entry says, by kind. */
export type EntryBody =
  | OpenedBody
  | { readonly kind: 'note'; readonly text: string }
  /** Something said to those who wait. `status` is the state at that time. */
  | { readonly kind: 'update'; readonly text: string; readonly status: State }
  | {
      readonly kind: 'state';
      readonly from: State;
      readonly to: State;
      readonly reason: string | null;
      readonly cancelled: CancelReason | null;
      /** True when a rule was overridden by `--force`. */
      readonly forced: boolean;
    }
  | {
      readonly kind: 'severity';
      readonly from: Severity;
      readonly to: Severity;
      readonly reason: string | null;
    }
  | { readonly kind: 'role'; readonly role: Role; readonly person: string | null }
  /** The milestone's time is `occurredAt`. */
  | { readonly kind: 'milestone'; readonly name: MilestoneName; readonly text: string | null }
  /** The on-call vendor told who was reached. */
  | {
      readonly kind: 'reached';
      readonly remote: Remote | null;
      readonly people: readonly Reached[];
    }
  | { readonly kind: 'acknowledged'; readonly by: string; readonly via: 'cli' | 'on-call' }
  | DeliveryBody
  | CommandBody
  /** Changes near the start of the impact: candidates, never causes. */
  | {
      readonly kind: 'candidates';
      readonly from: CandidateSource;
      readonly items: readonly ChangeCandidate[];
      /** Why there is nothing to look at, when the source is not set up or failed. */
      readonly absent: string | null;
    }
  | ActionBody
  | { readonly kind: 'link'; readonly title: string; readonly url: string }
  | {
      readonly kind: 'attachment';
      readonly name: string;
      readonly sha256: string;
      readonly bytes: number;
    }
  | {
      readonly kind: 'reminder';
      /** Minutes between updates; null: the default of the severity. 0: off. */
      readonly everyMinutes: number | null;
      readonly snoozedUntil: string | null;
    }
  | { readonly kind: 'statement'; readonly section: StatementSection; readonly text: string }
  /** Two published accounts of one thing that do not agree: both are kept. */
  | {
      readonly kind: 'discrepancy';
      readonly about: string;
      readonly accounts: readonly { readonly source: string; readonly says: string }[];
    }
  | PublicBody
  /** Takes the text of the superseded entry out of every view. */
  | { readonly kind: 'redacted'; readonly reason: string };

/** The first entry of every record. */
export interface OpenedBody {
  readonly kind: 'opened';
  readonly title: string;
  readonly summary: string | null;
  readonly severity: Severity;
  readonly service: string;
  readonly components: readonly string[];
  /** A second `open` with the key of an open incident joins it. */
  readonly key: string | null;
  readonly nature: 'real' | 'practice' | 'backfilled';
  /** Whether somebody is to be woken. */
  readonly page: boolean;
  /** Never empty, fixed before the first call, the same in every attempt: `catops:<id>`. */
  readonly dedupKey: string;
  /** True forbids the public card outright. */
  readonly private: boolean;
  /** Random; the public card is known by it and by nothing else. */
  readonly publicRef: string;
  readonly runbook: string | null;
  /** Steps of the runbook, for the checklist. */
  readonly checklist: readonly string[];
  /** Targets that this incident is mirrored to. */
  readonly targets: readonly TargetName[];
}

/** What became of one delivery; the journal of the record itself. */
export interface DeliveryBody {
  readonly kind: 'delivery';
  readonly delivery: string;
  readonly target: TargetName;
  readonly op: string;
  /**
   * `adopted`: an earlier attempt had done it, as the target said. `joined`: another machine had made
   * it, for the same key.
   */
  readonly result: 'done' | 'adopted' | 'joined' | 'dead' | 'superseded';
  readonly remote: Remote | null;
  /** Level that an escalation woke. */
  readonly level?: number;
  /** The target shows the record up to this entry. */
  readonly throughSeq: number;
  readonly attempts: number;
  /** The vendor's clock minus ours, milliseconds, where the vendor told the time. */
  readonly skewMs: number | null;
  readonly error: DeliveryError | null;
}

/** Why a delivery failed, as a person reads it. */
export interface DeliveryError {
  readonly code: string;
  readonly message: string;
  readonly hint: string | null;
}

/** A command run under `incident exec`; everything redacted before it is recorded. */
export interface CommandBody {
  readonly kind: 'command';
  readonly argv: readonly string[];
  /** Null when it was ended by a signal or never started. */
  readonly exitCode: number | null;
  readonly signal: string | null;
  readonly durationMs: number;
  readonly head: string;
  readonly tail: string;
  /** Bytes of output left out between head and tail. */
  readonly omittedBytes: number;
}

/** An action item; a later entry with the same `action` changes the fields it names. */
export interface ActionBody {
  readonly kind: 'action';
  readonly action: string;
  readonly text: string;
  readonly does: ActionKind;
  readonly owner: string | null;
  /** Date, `2026-09-30`. */
  readonly due: string | null;
  readonly priority: 'high' | 'normal' | 'low';
  readonly status: 'open' | 'done' | 'dropped';
  readonly url: string | null;
}

/** A step of the public card: drafted, approved by hash, published, withdrawn. */
export interface PublicBody {
  readonly kind: 'public';
  readonly step: 'drafted' | 'approved' | 'published';
  /** sha256 of the rendered text. */
  readonly sha256: string;
  /** The text itself, in `drafted` only. */
  readonly text: string | null;
}

/** Kind of an entry. */
export type EntryKind = EntryBody['kind'];

/** One entry of the record, by default of any kind. */
export type Entry<K extends EntryKind = EntryKind> = EntryBase & Extract<EntryBody, { kind: K }>;

/** Whether a delivery left what it was for at its target. */
export function isDelivered({ result }: Pick<DeliveryBody, 'result'>): boolean {
  return result === 'done' || result === 'adopted' || result === 'joined';
}

/** Reads an id: `INC-2026-014`. */
export function isIncidentId(text: string): text is IncidentId {
  return /^INC-\d{4}-\d{3,}$/.test(text);
}
