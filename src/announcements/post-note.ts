import { type Delivered, type DeliverOnceDeps, deliverOnce } from './deliver-once.js';
import type { Announcements } from './ports.js';

/** A note that is to be posted once. */
export interface NoteOnce {
  /** Names it in the journal: `2018-11-15-…`, `a-z0-9-`. */
  readonly key: string;
  readonly marker: string;
  readonly markup: string;
}

/** Posts it once, and says in a few words where it is. Throws as {@link deliverOnce}. */
export async function postNote(
  { note, delivery }: { readonly note: Announcements; readonly delivery: DeliverOnceDeps },
  { key, marker, markup }: NoteOnce,
  signal: AbortSignal,
): Promise<string> {
  const delivered = await deliverOnce(
    delivery,
    {
      key,
      send: (limited) => note.post({ marker, markup }, limited),
      find: (since, limited) => note.find({ marker, since }, limited),
    },
    signal,
  );
  return deliveredText(`note to ${note.name}`, delivered);
}

/** What was delivered, whether it was there already, and where it is. */
export function deliveredText(what: string, { how, remote }: Delivered): string {
  const found = how === 'sent' ? '' : ' (it was there already)';
  return remote?.url ? `${what}: ${remote.url}${found}` : `${what}${found}`;
}

/** A service's name where only `a-z0-9-` may stand. */
export function slugOf(service: string): string {
  const slug = service.toLowerCase().replace(/[^a-z0-9]+/g, '-');
  return slug.replace(/^-+|-+$/g, '').slice(0, 40) || 'service';
}
