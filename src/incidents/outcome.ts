import type { Exit } from '../platform/errors.js';
import type { Op } from './deliveries/delivery.js';
import type { DeliveryError, IncidentId, Reached, Remote, TargetName } from './entry.js';
import type { Incident } from './incident.js';

/** What happened, as it happens: for the rows a terminal shows. */
export type IncidentEvent =
  | { readonly kind: 'recorded'; readonly id: IncidentId; readonly where: string }
  /** The record cannot be written; the page goes out all the same. */
  | {
      readonly kind: 'record-failed';
      readonly message: string;
      readonly dedupKey: string | null;
    }
  | { readonly kind: 'sending'; readonly target: TargetName; readonly op: Op }
  | {
      readonly kind: 'delivered';
      readonly target: TargetName;
      readonly op: Op;
      /** True when an earlier attempt had done it. */
      readonly adopted: boolean;
      readonly remote: Remote | null;
    }
  | {
      readonly kind: 'delayed';
      readonly target: TargetName;
      readonly op: Op;
      readonly error: DeliveryError;
      readonly nextAt: string;
    }
  | {
      readonly kind: 'dead';
      readonly target: TargetName;
      readonly op: Op;
      readonly error: DeliveryError;
    }
  | { readonly kind: 'skipped'; readonly target: TargetName; readonly reason: string }
  /** Paging fails: who can be rung by telephone, as last known. Said once, at the first failure. */
  | { readonly kind: 'page-failing'; readonly error: DeliveryError; readonly phones: PhoneFallback }
  | { readonly kind: 'reached'; readonly people: readonly Reached[] }
  | {
      readonly kind: 'candidates';
      readonly from: string;
      readonly count: number;
      readonly absent: string | null;
    }
  /** Another catops is sending for this incident. */
  | { readonly kind: 'waiting'; readonly id: IncidentId; readonly holder: string };

/** Who was on call at the last good look-up; null when there never was one. */
export type PhoneFallback = {
  readonly people: readonly Reached[];
  readonly at: string;
} | null;

/** One row of the table of what reached whom. */
export interface TargetReport {
  readonly target: TargetName;
  /** `pagerduty`, `slack` … ; null when absent. */
  readonly name: string | null;
  /** `queued`: some of it is not delivered yet, and will be tried again. */
  readonly state: 'done' | 'queued' | 'failed' | 'skipped';
  readonly remote: Remote | null;
  /** Deliveries not done yet. */
  readonly queued: number;
  readonly error: DeliveryError | null;
  /** Why it was skipped. */
  readonly reason: string | null;
}

/** What became of the page. */
export type PageReport =
  | { readonly kind: 'not-asked'; readonly reason: string }
  | {
      readonly kind: 'accepted';
      readonly at: string;
      readonly dedupKey: string;
      readonly reached: readonly Reached[] | null;
    }
  | {
      readonly kind: 'not-confirmed';
      readonly dedupKey: string;
      readonly error: DeliveryError;
      readonly phones: PhoneFallback;
      /** True when a missing or refused credential is the cause. */
      readonly credential: boolean;
    };

/** What every command that changes an incident answers. */
export interface ChangeOutcome {
  readonly incident: Incident;
  readonly exit: Exit;
  readonly targets: readonly TargetReport[];
  /** One sentence each. */
  readonly warnings: readonly string[];
}

/** What `open` answers. `joined`: an open incident had the key already; nothing was made. */
export interface OpenOutcome extends ChangeOutcome {
  readonly joined: boolean;
  readonly page: PageReport;
  /** False when the record could not be written: nothing but the page was sent. */
  readonly recorded: boolean;
}

export type OnIncidentEvent = (event: IncidentEvent) => void;
