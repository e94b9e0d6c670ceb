import type { FavouriteStore } from '../favourites/store.js';
import type { VoteStore } from '../votes/store.js';

/** Where the marks of accounts on pictures are. */
export interface MarkStores {
  readonly votes: Pick<VoteStore, 'newestOn'>;
  readonly favourites: Pick<FavouriteStore, 'on'>;
}

/** Whose marks on which pictures, and which kinds of them. */
export interface MarksAsk {
  readonly accountId: string;
  /** Null: those made without one. */
  readonly subId: string | null;
  readonly imageIds: readonly string[];
  readonly votes: boolean;
  readonly favourites: boolean;
}

/**
 * What an account has said of each picture, as fields to put at the end of its JSON. One query for
 * votes and one for favourites, however many pictures there are.
 */
export async function marksOn(
  stores: MarkStores,
  ask: MarksAsk,
): Promise<(imageId: string) => string> {
  // One after the other: a load has one connection at a time.
  const votes = ask.votes ? await stores.votes.newestOn(ask) : [];
  const favourites = ask.favourites ? await stores.favourites.on(ask) : [];
  const fields = new Map<string, string>();
  for (const { id, imageId, value } of votes) {
    fields.set(imageId, `,"vote":${JSON.stringify({ id, value })}`);
  }
  for (const { id, imageId } of favourites) {
    fields.set(imageId, `${fields.get(imageId) ?? ''},"favourite":${JSON.stringify({ id })}`);
  }
  return (imageId) => fields.get(imageId) ?? '';
}

/** A `sub_id` as it is looked for: the empty one means those without. */
export function subIdOf(sent: string | undefined): string | null | undefined {
  return sent === '' ? null : sent;
}
