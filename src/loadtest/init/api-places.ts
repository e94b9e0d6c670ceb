import { isPart, listOf, textAt } from './api-document.js';

/**
 * The API of a document that was read from a URL: the first of its `servers`, but never on another
 * host, for that is whoever the document was copied from. Without a trailing slash.
 */
export function apiOf(data: unknown, documentUrl: URL): string {
  const [server] = listOf(isPart(data) ? data['servers'] : undefined);
  const written = textAt(isPart(server) ? server : undefined, 'url') ?? '/';
  if (written.includes('{') || !URL.canParse(written, documentUrl.href)) return documentUrl.origin;
  return `${documentUrl.origin}${new URL(written, documentUrl).pathname.replace(/\/+$/, '')}`;
}

/** The address a document itself gives for its API; null when it gives none that is whole. */
export function declaredServer(data: unknown): string | null {
  const [server] = listOf(isPart(data) ? data['servers'] : undefined);
  const written = textAt(isPart(server) ? server : undefined, 'url') ?? '';
  return /^https?:\/\//.test(written) && !written.includes('{')
    ? written.replace(/\/+$/, '')
    : null;
}
