/** A key that may be used, without its secret. */
export interface ActiveKey {
  readonly keyId: string;
  /** SHA-256 of the key, hexadecimal. */
  readonly hash: string;
  readonly accountId: string;
  /** Milliseconds since the epoch, or null. */
  readonly expiresAt: number | null;
}

/** Keys in the database. */
export interface KeyStore {
  /** Every key that is neither revoked nor expired at `now`. For building the index. */
  active(now: number): Promise<readonly ActiveKey[]>;
  /** The key if it may be used, else undefined. */
  byKeyId(keyId: string, now: number): Promise<ActiveKey | undefined>;
}
