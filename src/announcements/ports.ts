import type { MailMessage } from '../platform/compose-mail.js';
import type { VendorFailure } from '../platform/vendor-failure.js';

/** How one call ended. No port throws for what a target or the network does. */
export type Outcome<T> = { readonly kind: 'done'; readonly value: T } | VendorFailure;

/** Where something that was sent can be found. */
export interface Remote {
  readonly id: string;
  readonly url: string | null;
}

/**
 * A channel that many read. Markers are opaque, at most 200 characters of `A-Za-z0-9:_-`, one for each
 * note; they are kept with the note where people need not see them.
 */
export interface Announcements {
  /** `slack`, `practice`. */
  readonly name: string;
  /**
   * One message on its own, in one attempt. `markup` is in the channel's own markup, with what came
   * from outside escaped; mentions in it reach nobody. Not idempotent: after `unknown`, find first.
   */
  post(
    note: { readonly marker: string; readonly markup: string },
    signal: AbortSignal,
  ): Promise<Outcome<Remote>>;
  /** The note with that marker, among those posted at or after `since` (ISO 8601). */
  find(
    request: { readonly marker: string; readonly since: string },
    signal: AbortSignal,
  ): Promise<Outcome<Remote | null>>;
}

/** Sends mail. */
export interface Mailer {
  /** `outbox`, `sendgrid`. */
  readonly name: string;
  /** One attempt. A mailer whose `find` can say for certain may do nothing for a key it has sent. */
  send(mail: MailMessage, signal: AbortSignal): Promise<Outcome<Remote>>;
  find(key: string, signal: AbortSignal): Promise<Outcome<Remote | null>>;
}

/** One delivery that was begun: written before the call is made. */
export interface Delivery {
  readonly state: 'attempting' | 'done';
  readonly attempts: number;
  /** ISO 8601: when the first and the newest attempt began. */
  readonly firstAttemptAt: string;
  readonly attemptedAt: string;
  /** Times the target was asked since and had nothing. */
  readonly looks: number;
  readonly remote: Remote | null;
}

/** Deliveries by key (`2018-11-15-…`, `a-z0-9-`), durably. Throws CatopsError `local-store-unwritable`. */
export interface DeliveryJournal {
  read(key: string): Promise<Delivery | null>;
  /** On disk when it returns. Deliveries of long ago are let go. */
  write(key: string, delivery: Delivery): Promise<void>;
}
