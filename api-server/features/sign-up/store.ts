/** Accounts that people make for themselves, in the database. */
export interface SignUpStore {
  /**
   * Makes an account with that address and queues its welcome mail, both durable or neither. False
   * when there is one with that address.
   */
  signUp(address: string, now: number): Promise<boolean>;
}

/** Where the first key of an account stands. */
export interface WelcomeState {
  readonly address: string;
  /** The key that was made last for the mail; whether it was ever sent, only the mail tells. */
  readonly keyId: string | undefined;
}

/** The keys of welcome mails. */
export interface WelcomeStore {
  /** Undefined when there is no such account any more, or it has no address. */
  find(accountId: string): Promise<WelcomeState | undefined>;
  /**
   * Makes a key and ends the one that was made for the mail before, in one durable step: an account
   * never has two. Undefined when there is no such account any more.
   */
  renewKey(
    accountId: string,
    now: number,
  ): Promise<{ readonly key: string; readonly keyId: string } | undefined>;
}
