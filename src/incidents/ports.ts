import type { CandidateSource, ChangeCandidate } from './candidate.js';
import type { IncidentId, Reached, Remote, Severity, State } from './entry.js';

/**
 * How one call to a vendor ended. A port never throws for what the vendor or the network does, makes
 * exactly one attempt at each write (no retry of its own), and ends within 8 seconds or when the
 * signal is aborted, whichever is first; aborted after sending is `unknown`.
 */
export type Outcome<T> = Done<T> | Failure;

export interface Done<T> {
  readonly kind: 'done';
  readonly value: T;
  /** It was there already: another machine made it for the same key. */
  readonly joined?: true;
  /** The vendor's clock (`Date` header), ISO 8601, where it said it. */
  readonly vendorTime?: string;
}

/** Why a call was not done, and with that what may be done next. */
export type Failure =
  /** Nothing left this machine (refused, no such host, no network): try again, it is safe. */
  | { readonly kind: 'refused-before-send'; readonly message: string }
  /** Sent, and no usable answer (timeout, reset, 5xx, HTML): it may have been done. Ask first. */
  | { readonly kind: 'unknown'; readonly message: string }
  /** Not done. `retryAfterMs` is null when the vendor named no time. Not counted as an attempt. */
  | {
      readonly kind: 'rate-limited';
      readonly retryAfterMs: number | null;
      readonly message: string;
    }
  /** Not done, and trying again would not help. */
  | {
      readonly kind: 'permanent';
      readonly code: PermanentCode;
      readonly message: string;
      /** What to do about it: one sentence, best a command. */
      readonly hint: string;
    };

/** `credential`: missing or refused (exit 4). `gone`: the thing was deleted there. */
export type PermanentCode = 'credential' | 'gone' | 'invalid' | 'plan' | 'refused';

/** A link to one of the other places of the incident. */
export interface PlaceLink {
  readonly title: string;
  readonly url: string;
}

/** What somebody who is woken reads. */
export interface PageRequest {
  /** Never empty, at most 255 characters; the same in every attempt. */
  readonly dedupKey: string;
  /** One line; adapters cut it to the vendor's length. */
  readonly summary: string;
  readonly severity: Severity;
  readonly source: string;
  readonly component: string | null;
  /** ISO 8601: when the impact started, or the opening. */
  readonly at: string;
  readonly details: Readonly<Record<string, string>>;
  readonly links: readonly PlaceLink[];
}

/** What the on-call vendor knows of one page. */
export interface PageStatus {
  readonly remote: Remote;
  readonly status: 'triggered' | 'acknowledged' | 'resolved';
  readonly reached: readonly Reached[];
  /** First acknowledgement by a human being. */
  readonly acknowledged: { readonly at: string; readonly by: string } | null;
}

/** One line of the vendor's log or of a chat thread, for import into the timeline. */
export interface ImportedLine {
  /** The vendor's id of the line: importing twice adds nothing. */
  readonly id: string;
  readonly at: string;
  readonly by: string;
  readonly text: string;
  readonly url: string | null;
}

/** Wakes people. */
export interface OnCall {
  /** `pagerduty`, `practice`: for the table of what reached whom. */
  readonly name: string;
  /**
   * Idempotent by `dedupKey` while that page is open. `done` is accepted, not yet "somebody woke".
   * Calls `onWritten` as soon as the request is on the wire: other targets are called from then on,
   * and at the latest a quarter of a second after the call.
   */
  page(
    request: PageRequest,
    signal: AbortSignal,
    onWritten: () => void,
  ): Promise<Outcome<{ readonly accepted: true }>>;
  /** Idempotent. For an unknown key the vendor may answer `done` and do nothing. */
  acknowledge(dedupKey: string, signal: AbortSignal): Promise<Outcome<null>>;
  /** Idempotent. After it the same key would wake somebody anew: pending pages are dropped first. */
  resolve(dedupKey: string, signal: AbortSignal): Promise<Outcome<null>>;
  /**
   * Reads what became of a page; `value: null` when the vendor has no page of that key. `permanent`
   * with `plan` or `credential` when this account cannot read (no REST token): never a reason not
   * to page.
   */
  find(dedupKey: string, signal: AbortSignal): Promise<Outcome<PageStatus | null>>;
  /** Moves the page to an absolute escalation level (2, 3 …): the same level twice changes nothing. */
  escalate(
    request: { readonly dedupKey: string; readonly level: number },
    signal: AbortSignal,
  ): Promise<Outcome<null>>;
  /** Who is on call now, first level first. Read-only. */
  whoIsOnCall(signal: AbortSignal): Promise<Outcome<readonly Reached[]>>;
  /** The vendor's log of a page, oldest first. Read-only. */
  log(dedupKey: string, signal: AbortSignal): Promise<Outcome<readonly ImportedLine[]>>;
}

/** The one message that always says how things stand, before any vendor's markup: plain text. */
export interface Headline {
  readonly id: IncidentId;
  readonly title: string;
  readonly severity: Severity;
  readonly state: State;
  readonly practice: boolean;
  readonly summary: string | null;
  /** Role and person, milestones: label and value, in order. */
  readonly facts: readonly { readonly label: string; readonly value: string }[];
  readonly links: readonly PlaceLink[];
  /** ISO 8601 of the newest entry shown. */
  readonly updatedAt: string;
}

/**
 * Something that one of several machines made for a key they share, about what still goes on: it
 * carries the mark of the key (`join`) beside the marker of whoever made it.
 */
export interface Shared {
  readonly remote: Remote;
  readonly marker: string;
}

/** Where the chat about an incident is. */
export interface Room {
  readonly id: string;
  readonly url: string | null;
}

/**
 * The chat. Markers are opaque, at most 200 characters of `A-Za-z0-9:_-`, unique for each thing that
 * is made; the adapter stores them with it (message metadata, channel purpose) where people need not
 * see them. Writes are not idempotent unless said: after `unknown`, find by marker, then try again.
 */
export interface Chat {
  readonly name: string;
  /**
   * The room of an incident: a channel of its own, or (as set up) one shared channel, where nothing
   * is made. `channelName` is `a-z0-9-`, at most 80, fixed for the life of the incident. A channel of
   * that name that carries the marker is adopted and answered as `done`; one that carries `join`, and
   * whose headline does too or is not there yet, as `done` and `joined`.
   */
  openRoom(
    request: RoomRequest & { readonly topic: string },
    signal: AbortSignal,
  ): Promise<Outcome<Room>>;
  findRoom(request: RoomRequest, signal: AbortSignal): Promise<Outcome<Room | null>>;
  postHeadline(
    request: {
      readonly room: string;
      readonly marker: string;
      readonly join?: string | null;
      readonly headline: Headline;
    },
    signal: AbortSignal,
  ): Promise<Outcome<Remote>>;
  /**
   * Idempotent: the message then reads so. `permanent`/`gone` when it was deleted. With `join` (null:
   * none) the message then carries that mark; without it the marks stay as they are.
   */
  editHeadline(
    request: {
      readonly room: string;
      readonly message: string;
      readonly join?: string | null;
      readonly headline: Headline;
    },
    signal: AbortSignal,
  ): Promise<Outcome<null>>;
  /** The headlines that carry `join`, posted at or after `since`, the oldest first. Read-only. */
  findHeadlines(
    request: { readonly room: string; readonly join: string; readonly since: string },
    signal: AbortSignal,
  ): Promise<Outcome<readonly Shared[]>>;
  /** Takes back a message of ours that was one too many. Idempotent. */
  withdraw(
    request: { readonly room: string; readonly message: string },
    signal: AbortSignal,
  ): Promise<Outcome<null>>;
  /** Idempotent. */
  pin(
    request: { readonly room: string; readonly message: string },
    signal: AbortSignal,
  ): Promise<Outcome<null>>;
  /** One message in the headline's thread. */
  reply(
    request: {
      readonly room: string;
      readonly thread: string;
      readonly marker: string;
      readonly text: string;
    },
    signal: AbortSignal,
  ): Promise<Outcome<Remote>>;
  /** A message by its marker, among those posted at or after `since`; `thread` null: top level. */
  findMessage(
    request: {
      readonly room: string;
      readonly thread: string | null;
      readonly marker: string;
      readonly since: string;
    },
    signal: AbortSignal,
  ): Promise<Outcome<Remote | null>>;
  /** What people wrote in the headline's thread, oldest first; our own messages left out. */
  readThread(
    request: { readonly room: string; readonly thread: string },
    signal: AbortSignal,
  ): Promise<Outcome<readonly ImportedLine[]>>;
}

/** A room by its name and its marks. */
export interface RoomRequest {
  readonly marker: string;
  readonly join?: string | null;
  readonly channelName: string;
}

/** A card of the internal board, as it should be: plain text and Markdown. */
export interface CardContent {
  readonly title: string;
  readonly severity: Severity;
  readonly state: State;
  /** Markdown; the adapter adds the marker and cuts to the vendor's length, saying so. */
  readonly description: string;
}

/**
 * The internal board. List by state and label by severity are the adapter's set-up. Writes are not
 * idempotent unless said: after `unknown`, find, then try again. Markers as for the chat; they are
 * kept in the description or the text.
 */
export interface Tracker {
  readonly name: string;
  createCard(
    request: { readonly marker: string; readonly join?: string | null; readonly card: CardContent },
    signal: AbortSignal,
  ): Promise<Outcome<Remote>>;
  /** By the marker in the description, over the whole board, archived cards too. */
  findCard(marker: string, signal: AbortSignal): Promise<Outcome<Remote | null>>;
  /** Idempotent: title, description, list, label and marks are then these. */
  updateCard(
    request: {
      readonly id: string;
      readonly marker: string;
      readonly join?: string | null;
      readonly card: CardContent;
    },
    signal: AbortSignal,
  ): Promise<Outcome<null>>;
  /** The open cards that carry `join`, the oldest first. Read-only. */
  findCards(join: string, signal: AbortSignal): Promise<Outcome<readonly Shared[]>>;
  /** Takes back a card of ours that was one too many. Idempotent. */
  withdrawCard(id: string, signal: AbortSignal): Promise<Outcome<null>>;
  /** Idempotent: reads first, then makes the checklist of that name and the items that are missing. */
  ensureChecklist(
    request: { readonly card: string; readonly name: string; readonly items: readonly string[] },
    signal: AbortSignal,
  ): Promise<Outcome<null>>;
  comment(
    request: { readonly card: string; readonly marker: string; readonly text: string },
    signal: AbortSignal,
  ): Promise<Outcome<Remote>>;
  findComment(
    request: { readonly card: string; readonly marker: string },
    signal: AbortSignal,
  ): Promise<Outcome<Remote | null>>;
  /** Idempotent: reads first; a link with that address is not added twice. */
  ensureLink(
    request: { readonly card: string; readonly link: PlaceLink },
    signal: AbortSignal,
  ): Promise<Outcome<null>>;
  /** `name` is unique within the card: it carries the start of the content's hash. */
  attachFile(
    request: { readonly card: string; readonly name: string; readonly content: Uint8Array },
    signal: AbortSignal,
  ): Promise<Outcome<Remote>>;
  findAttachment(
    request: { readonly card: string; readonly name: string },
    signal: AbortSignal,
  ): Promise<Outcome<Remote | null>>;
}

/** What strangers read: made only from the public projection, approved by hash. */
export interface PublicCard {
  /** Random; the marker of the card. Says nothing of the incident's id. */
  readonly ref: string;
  readonly title: string;
  readonly status: 'investigating' | 'identified' | 'monitoring' | 'resolved';
  readonly text: string;
}

/** The public roadmap board: a separate card, never a mirror of the internal one. */
export interface PublicBoard {
  readonly name: string;
  create(card: PublicCard, signal: AbortSignal): Promise<Outcome<Remote>>;
  find(ref: string, signal: AbortSignal): Promise<Outcome<Remote | null>>;
  /** Idempotent. */
  update(
    request: { readonly id: string; readonly card: PublicCard },
    signal: AbortSignal,
  ): Promise<Outcome<null>>;
}

/** Where changes near the start of an impact are looked up: deploys, alarms or commits. */
export interface ChangeSource {
  readonly kind: CandidateSource;
  /** Read-only, within 5 seconds; newest first, at most 20. Never throws. */
  changes(
    range: { readonly from: string; readonly to: string },
    signal: AbortSignal,
  ): Promise<
    | { readonly kind: 'found'; readonly items: readonly ChangeCandidate[] }
    /** Not set up, not there, or failed: said, and skipped. */
    | { readonly kind: 'absent'; readonly reason: string }
  >;
}

/** Randomness and names. */
export interface Ids {
  /** Unique and sortable by time: 26 characters `0-9A-Z`. */
  sortable(nowMs: number): string;
  /** `bytes` random bytes in lower-case hexadecimal. */
  random(bytes: number): string;
  /** In [0, 1), for jitter. */
  fraction(): number;
  /** sha256 in hexadecimal. */
  sha256(content: string | Uint8Array): string;
}
