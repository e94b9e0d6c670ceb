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

/** `inc-2026-014-5xx-on-analysis`: at most 80 of `a-z0-9-`, fixed when opened. */
export function channelNameOf(id: IncidentId, title: string): string {
  const slug = title
    .toLowerCase()
    .normalize('NFKD')
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '');
  return `${id.toLowerCase()}-${slug}`.slice(0, 72).replace(/-+$/, '');
}
