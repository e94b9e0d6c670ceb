import { type Json, refuse } from './call.js';

/** The entries of a batch, by the "Errors" of every action in the SQS API reference that takes one. */
export function readBatch<E>({ Entries }: Json): readonly (E & { readonly Id: string })[] {
  const entries = Entries as readonly (E & { readonly Id: string })[];
  if (entries.length === 0)
    throw refuse('a batch has an entry', 'com.amazonaws.sqs#EmptyBatchRequest');
  if (entries.length > 10)
    throw refuse('a batch has 10 at most', 'com.amazonaws.sqs#TooManyEntriesInBatchRequest');
  if (new Set(entries.map(({ Id }) => Id)).size < entries.length)
    throw refuse('ids are distinct', 'com.amazonaws.sqs#BatchEntryIdsNotDistinct');
  if (!entries.every(({ Id }) => /^[A-Za-z0-9_-]{1,80}$/.test(Id)))
    throw refuse('an id has 1 to 80 of [A-Za-z0-9_-]', 'com.amazonaws.sqs#InvalidBatchEntryId');
  return entries;
}
