/** A mail to one person. */
export interface OutgoingMail {
  /** `a-z0-9_-`: the same name is the same mail, and is sent once. */
  readonly name: string;
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

/** Sends mail. */
export interface Outbox {
  /** Whether the mail of that name was sent. */
  has(name: string): Promise<boolean>;
  /** Resolves when it is durable; one of that name that was sent already stays as it is. */
  send(mail: OutgoingMail, signal: AbortSignal): Promise<void>;
}
