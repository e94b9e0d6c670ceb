import type { IncidentDeps } from './deps.js';
import type {
  ActionBody,
  CancelReason,
  CommandBody,
  Entry,
  EntryBody,
  IncidentId,
  MilestoneName,
  OpenedBody,
  Role,
  Severity,
  State,
  TargetName,
} from './entry.js';
import type { IncidentSummary } from './incident.js';
import type { ChangeOutcome, OnIncidentEvent, OpenOutcome } from './outcome.js';

// Inputs of the use-cases. Each use-case lives in the file of its name (`open-incident.ts` exports
// `openIncident`) and has the shape below. Wrong input and illegal transitions are CatopsErrors
// (`incident-invalid`, `incident-unknown`), thrown before anything is written or sent.

/** A use-case that changes an incident, records it, and sends what it asks for. */
export type UseCase<I, O = ChangeOutcome> = (
  deps: IncidentDeps,
  input: I,
  onEvent: OnIncidentEvent,
  signal: AbortSignal,
) => Promise<O>;

/** A time somebody named; `at` is ISO 8601 UTC. Absent: now, exact. */
export interface When {
  readonly at: string;
  readonly precision: Entry['precision'];
}

/** `catops incident open`. */
export interface OpenInput {
  readonly title: string;
  readonly severity: Severity;
  readonly summary?: string;
  readonly components?: readonly string[];
  /** When the impact started, when that is known. */
  readonly impactStarted?: When;
  readonly detected?: When;
  /** `--key`, or the alarm's name. */
  readonly key?: string;
  /** Overrides the table of severities. */
  readonly page?: boolean;
  /** Null: nobody yet. Absent: whoever opens it. */
  readonly lead?: string | null;
  readonly nature?: OpenedBody['nature'];
  readonly private?: boolean;
  readonly runbook?: { readonly name: string; readonly steps: readonly string[] };
  /** Targets left out by a flag (`--no-trello`). */
  readonly without?: readonly Exclude<TargetName, 'on-call' | 'public'>[];
}
export type OpenIncident = UseCase<OpenInput, OpenOutcome>;

interface OfIncident {
  readonly id: IncidentId;
}
interface Backdated {
  readonly when?: When;
  /** Id of the entry that this one replaces. */
  readonly supersedes?: string;
}

/** `note`; `files` are recorded, and attached to the card. */
export interface NoteInput extends OfIncident, Backdated {
  readonly text: string;
  readonly visibility?: Entry['visibility'];
  readonly evidence?: Entry['evidence'];
  readonly files?: readonly { readonly name: string; readonly content: Uint8Array }[];
}
export type AddNote = UseCase<NoteInput>;

/** `update`: said to those who wait; `state` also moves the incident. */
export interface UpdateInput extends OfIncident, Backdated {
  readonly text: string;
  readonly state?: Extract<State, 'investigating' | 'identified' | 'monitoring'>;
  readonly visibility?: Entry['visibility'];
  readonly force?: boolean;
}
export type PostUpdate = UseCase<UpdateInput>;

/** `severity`: to a level that wakes somebody where the old one did not, it pages. */
export interface SeverityInput extends OfIncident {
  readonly severity: Severity;
  readonly reason?: string;
  readonly page?: boolean;
}
export type SetSeverity = UseCase<SeverityInput>;

export interface AssignInput extends OfIncident {
  readonly role: Role;
  /** Null: nobody has the role now. */
  readonly person: string | null;
}
export type Assign = UseCase<AssignInput>;

/** `milestone`; of a time known already it is a correction and supersedes it. */
export interface MilestoneInput extends OfIncident {
  readonly name: MilestoneName;
  readonly when: When;
  readonly text?: string;
  readonly evidence?: Entry['evidence'];
}
export type SetMilestone = UseCase<MilestoneInput>;

export interface AcknowledgeInput extends OfIncident {
  readonly when?: When;
}
export type Acknowledge = UseCase<AcknowledgeInput>;

/** `escalate`: pages the next level (2, 3 …), or pages at all where nobody was paged. */
export interface EscalateInput extends OfIncident {
  readonly level?: number;
  readonly reason?: string;
}
export type Escalate = UseCase<EscalateInput>;

export interface ResolveInput extends OfIncident {
  readonly text?: string;
  readonly when?: When;
  readonly force?: boolean;
}
export type Resolve = UseCase<ResolveInput>;

/** `reopen`: the reason has at least ten characters. Pages nobody unless `page`. */
export interface ReopenInput extends OfIncident {
  readonly reason: string;
  readonly page?: boolean;
}
export type Reopen = UseCase<ReopenInput>;

export interface CancelInput extends OfIncident {
  readonly as: CancelReason;
  readonly reason: string;
}
export type Cancel = UseCase<CancelInput>;

/** `close`: refused (`incident-close-refused`) while a `must` delivery is not done, but for `force`. */
export interface CloseInput extends OfIncident {
  readonly force?: boolean;
  readonly reason?: string;
}
export type Close = UseCase<CloseInput>;

/** What `exec` saw; redacted by the use-case before it is recorded. */
export interface RecordCommandInput extends OfIncident, Omit<CommandBody, 'kind'> {
  readonly startedAt: string;
}
export type RecordCommand = UseCase<RecordCommandInput>;

/** An action item: without `action` a new one, numbered `A1`, `A2` …; with it, changes. */
export interface ActionInput extends OfIncident, Partial<Omit<ActionBody, 'kind' | 'action'>> {
  readonly action?: string;
}
export type SetAction = UseCase<ActionInput>;

/** `remind`: `everyMinutes` 0 is off, null the severity's own. */
export interface RemindInput extends OfIncident {
  readonly everyMinutes?: number | null;
  readonly snoozeMinutes?: number;
}
export type Remind = UseCase<RemindInput>;

/** Import from the chat's thread or the on-call log; what is there already is not added twice. */
export interface ImportInput extends OfIncident {
  readonly from: 'chat' | 'on-call';
}
export interface ImportOutcome extends ChangeOutcome {
  readonly added: number;
  readonly known: number;
}
export type ImportTimeline = UseCase<ImportInput, ImportOutcome>;

/** Any entry of the report's side (statement, discrepancy, link, public, redacted). */
export interface RecordEntryInput extends OfIncident, Backdated {
  readonly body: Extract<
    EntryBody,
    { kind: 'statement' | 'discrepancy' | 'link' | 'public' | 'redacted' }
  >;
  readonly evidence?: Entry['evidence'];
  readonly visibility?: Entry['visibility'];
}
export type RecordEntry = UseCase<RecordEntryInput>;

/** Sends the approved public card; the caller has checked that the hash is the approved one. */
export interface PublishInput extends OfIncident {
  readonly title: string;
  readonly status: 'investigating' | 'identified' | 'monitoring' | 'resolved';
  readonly text: string;
  readonly sha256: string;
}
export type PublishCard = UseCase<PublishInput>;

/** `sync`: without ids, every record that has something to deliver. */
export interface SyncInput {
  readonly ids?: readonly IncidentId[];
  /** Works until everything due is done or dead, not only for the foreground budget. */
  readonly wait?: boolean;
  /** Dead deliveries are tried once more. */
  readonly retryDead?: boolean;
}
export interface SyncOutcome {
  readonly exit: ChangeOutcome['exit'];
  readonly incidents: readonly ChangeOutcome[];
  readonly delivered: number;
  readonly queued: number;
  readonly dead: number;
  readonly warnings: readonly string[];
}
export type Sync = UseCase<SyncInput, SyncOutcome>;

/** `list`: newest first; stops reading when `limit` are found. */
export interface ListInput {
  readonly which: 'open' | 'all';
  readonly limit: number;
  readonly state?: State;
  readonly severity?: Severity;
  /** ISO 8601: opened at or after. */
  readonly since?: string;
}
export interface ListOutcome {
  readonly incidents: readonly IncidentSummary[];
  /** True when more may match. */
  readonly more: boolean;
}
export type ListIncidents = (deps: IncidentDeps, input: ListInput) => Promise<ListOutcome>;

/** `show`: sends nothing. */
export interface ShowOutcome extends ChangeOutcome {
  readonly problems: readonly string[];
}
export type ShowIncident = (deps: IncidentDeps, id: IncidentId) => Promise<ShowOutcome>;

/**
 * `latest`, `014`, `INC-2026-014`, or undefined for the only open incident of this service. Throws
 * `incident-unknown`, naming the open ones.
 */
export type ResolveReference = (
  deps: IncidentDeps,
  reference: string | undefined,
) => Promise<IncidentId>;
