import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { CacheOutcome } from '../../src/contracts/access-log.js';
import { diagnosticsHeader } from '../../src/contracts/server-env.js';
import type { Secret } from '../../src/platform/secret.js';

/** Tells whether a request may be shown how it was answered. */
export type DiagnosticsCheck = (request: IncomingMessage) => boolean;

const digest = (text: string) => createHash('sha256').update(text).digest();

/** Without a token nobody is shown anything. Digests are compared, so no length shows either. */
export function createDiagnosticsCheck(token: Secret | undefined): DiagnosticsCheck {
  if (token === undefined || token.reveal() === '') return () => false;
  const expected = digest(token.reveal());
  return (request) => {
    const sent = request.headers[diagnosticsHeader];
    return typeof sent === 'string' && timingSafeEqual(digest(sent), expected);
  };
}

/** What a request with the token is shown. */
export function diagnosticsHeaders(outcome: CacheOutcome, queries: number, ms: number): string[] {
  return [
    'Server-Timing',
    `db;desc="n=${queries}", cache;desc=${outcome}, total;dur=${ms.toFixed(1)}`,
    'X-Cache',
    outcome,
  ];
}
