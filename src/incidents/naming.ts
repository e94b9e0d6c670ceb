import type { IncidentId, OpenedBody } from './entry.js';
import type { Ids } from './ports.js';

/** The key people and vendors join by: never empty, at most 255 characters, fixed when opened. */
export function dedupKeyOf(
  given: Pick<OpenedBody, 'service' | 'key' | 'publicRef'>,
  id: IncidentId,
  ids: Ids,
): string {
  const service = given.service.slice(0, 60);
  // Two machines count their incidents on their own: the number alone would join strangers, and the
  // second outage would wake nobody. A key given by the caller is meant to join.
  return given.key === null
    ? `catops:${service}:${id}:${ids.sha256(given.publicRef).slice(0, 12)}`
    : `catops:${service}:key:${ids.sha256(given.key).slice(0, 32)}`;
}

/** By which a target finds what was made for one record and one purpose. */
export function markerOf(id: IncidentId, publicRef: string, ids: Ids, purpose: string): string {
  return `catops:${id}:${ids.sha256(publicRef).slice(0, 12)}:${purpose}`;
}

/**
 * By which machines that open with one key find what the first of them made; null for an incident
 * without a key, whose things are its own.
 */
export function joinMarkOf({ key, dedupKey }: Pick<OpenedBody, 'key' | 'dedupKey'>): string | null {
  return key === null ? null : dedupKey.replace(/[^\w:-]/g, '_');
}

/**
 * `inc-2026-014-5xx-on-analysis`: at most 80 of `a-z0-9-`, fixed when opened. With a key
 * `inc-api-5xx-1a2b3c4d`, the same on every machine: the vendor allows one channel of a name.
 */
export function channelNameOf({
  id,
  title,
  key,
  dedupKey,
}: Pick<OpenedBody, 'title' | 'key' | 'dedupKey'> & { readonly id: IncidentId }): string {
  if (key === null) return join(id.toLowerCase(), slugOf(title));
  return join('inc', slugOf(key).slice(0, 50), dedupKey.slice(-8));
}

function join(...parts: readonly string[]): string {
  return parts.filter(Boolean).join('-').slice(0, 72).replace(/-+$/, '');
}

function slugOf(text: string): string {
  return text
    .toLowerCase()
    .normalize('NFKD')
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '');
}
