import type { DeliveryError, IncidentId, Remote, TargetName } from '../entry.js';

/** What is to be done at a target. Slots carry no content: it is made from the record when sent. */
export type Work =
  | { readonly op: 'page.trigger' }
  | { readonly op: 'page.acknowledge' }
  | { readonly op: 'page.escalate'; readonly level: number }
  | { readonly op: 'page.resolve' }
  | { readonly op: 'chat.room' }
  | { readonly op: 'chat.headline' }
  | { readonly op: 'chat.edit' }
  | { readonly op: 'chat.pin' }
  | { readonly op: 'chat.reply'; readonly text: string }
  | { readonly op: 'board.card' }
  | { readonly op: 'board.update' }
  | { readonly op: 'board.checklist'; readonly name: string; readonly items: readonly string[] }
  | { readonly op: 'board.comment'; readonly text: string }
  | { readonly op: 'board.link'; readonly title: string; readonly url: string }
  | { readonly op: 'board.file'; readonly name: string; readonly sha256: string }
  | {
      readonly op: 'public.card';
      readonly title: string;
      readonly status: 'investigating' | 'identified' | 'monitoring' | 'resolved';
      readonly text: string;
      /** Hash of what was approved. */
      readonly sha256: string;
    };

export type Op = Work['op'];

/**
 * One delivery, one file. Written before the call is made.
 * pending → attempting → done | retryable | dead; pending or retryable → superseded.
 */
export interface Delivery {
  readonly v: 1;
  /** Sorts in the order queued; also the file's name. */
  readonly id: string;
  readonly inc: IncidentId;
  readonly target: TargetName;
  readonly work: Work;
  /** By which the target finds what an earlier attempt made. */
  readonly marker: string;
  readonly state: 'pending' | 'attempting' | 'retryable' | 'done' | 'dead' | 'superseded';
  readonly attempts: number;
  /** ISO 8601: when it was queued, when it may be tried next, when it is given up. */
  readonly queuedAt: string;
  readonly nextAt: string;
  readonly deadline: string;
  /** When the newest attempt began; a target is asked only about things made since the first one. */
  readonly firstAttemptAt: string | null;
  readonly attemptedAt: string | null;
  /** Times the target was asked and had nothing: twice is believed. */
  readonly looks: number;
  /** Deliveries that must be done first. */
  readonly dependsOn: readonly string[];
  /** True: the incident cannot be closed before it is done. */
  readonly must: boolean;
  /** The record up to this entry is in it. */
  readonly throughSeq: number;
  readonly lastError: DeliveryError | null;
  readonly remote: Remote | null;
}
