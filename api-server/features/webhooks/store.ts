/** A webhook that is to be kept. */
export interface NewWebhook {
  /** `ep_…` */
  readonly id: string;
  readonly accountId: string;
  /** Checked: http or https. */
  readonly url: string;
  readonly events: readonly string[];
  /** Signs what is delivered: `whsec_` and base64. */
  readonly secret: string;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
}

/** How many webhooks an account may have: each event is delivered to all of them. */
export const mostWebhooks = 10;

/** Webhooks of accounts, in the database. */
export interface WebhookStore {
  /** False, and nothing is kept, when the account has {@link mostWebhooks} already. */
  add(webhook: NewWebhook): Promise<boolean>;
}

/** Where a webhook's deliveries go, for who delivers them. */
export interface WebhookTargets {
  /** Undefined when it is gone. */
  target(id: string): Promise<Pick<NewWebhook, 'accountId' | 'url' | 'secret'> | undefined>;
}
