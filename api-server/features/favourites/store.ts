import type { AccountListAsk, AccountPage } from '../account-rows/index.js';

/** A favourite that is to be kept. */
export interface NewFavourite {
  readonly accountId: string;
  /** Any text: whether there is such a picture is not asked. */
  readonly imageId: string;
  readonly subId: string | null;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
}

/** A favourite that is kept. */
export interface Favourite extends NewFavourite {
  readonly id: number;
}

/** A favourite by its id, and whose it must be. */
export type FavouriteRef = Pick<Favourite, 'accountId' | 'id'>;

/** The favourites of an account and a sub_id (null: without one) among some pictures. */
export interface FavouritesOnAsk {
  readonly accountId: string;
  readonly subId: string | null;
  readonly imageIds: readonly string[];
}

/** Favourites in the database. Every call is of one account or says it in each item. */
export interface FavouriteStore {
  /**
   * Makes all of them durable, or none and rejects. Their ids come in the same order; undefined for
   * one whose account, picture and sub_id are there already, or earlier among these.
   */
  add(favourites: readonly NewFavourite[]): Promise<readonly (number | undefined)[]>;
  find(ref: FavouriteRef): Promise<Favourite | undefined>;
  list(ask: AccountListAsk): Promise<AccountPage<Favourite>>;
  /** Those of the pictures that are one, in any order. One query. */
  on(ask: FavouritesOnAsk): Promise<readonly Pick<Favourite, 'id' | 'imageId'>[]>;
  /** Removes them for good; tells of each whether it was there and is gone now. */
  remove(refs: readonly FavouriteRef[]): Promise<readonly boolean[]>;
}
