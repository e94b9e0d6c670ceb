import type { AccountListAsk, AccountPage } from '../account-rows/index.js';

/** A vote that is to be kept. */
export interface NewVote {
  readonly accountId: string;
  /** Any text: whether there is such a picture is not asked. */
  readonly imageId: string;
  readonly subId: string | null;
  readonly value: number;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
}

/** A vote that is kept. */
export interface Vote extends NewVote {
  readonly id: number;
}

/** A vote by its id, and whose it must be. */
export type VoteRef = Pick<Vote, 'accountId' | 'id'>;

/** The votes of an account and a sub_id (null: without one) on some pictures. */
export interface VotesOnAsk {
  readonly accountId: string;
  readonly subId: string | null;
  readonly imageIds: readonly string[];
}

/** Votes in the database. Every call is of one account or says it in each item. */
export interface VoteStore {
  /** Makes all of them durable, or none and rejects; their ids come in the same order. */
  add(votes: readonly NewVote[]): Promise<readonly number[]>;
  find(ref: VoteRef): Promise<Vote | undefined>;
  list(ask: AccountListAsk): Promise<AccountPage<Vote>>;
  /** The newest on each of the pictures that has one, in any order. One query. */
  newestOn(ask: VotesOnAsk): Promise<readonly Pick<Vote, 'id' | 'imageId' | 'value'>[]>;
  /** Removes them for good; tells of each whether it was there and is gone now. */
  remove(refs: readonly VoteRef[]): Promise<readonly boolean[]>;
}
