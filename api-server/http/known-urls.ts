import type { IncomingMessage } from 'node:http';
import type { Endpoint, Question } from './endpoint.js';
import { Memo } from './memo.js';

/** Who answers a URL, and what it asks. */
export interface Routed {
  readonly endpoint: Endpoint;
  readonly question: Question;
}

const rememberedUrls = 2000;

/**
 * What the newest URLs were found to ask, so that one that comes again is neither routed nor read
 * again. A URL with a key in it is a secret and is not remembered.
 */
export class KnownUrls {
  readonly #routed = new Memo<Routed>(rememberedUrls);

  find({ method, url = '' }: IncomingMessage): Routed | undefined {
    return reads(method) ? this.#routed.get(url) : undefined;
  }

  remember({ method, url = '' }: IncomingMessage, routed: Routed): void {
    if (reads(method) && !url.includes('api_key')) this.#routed.set(url, routed);
  }
}

/** What writes may have the same URL and another route. */
function reads(method: string | undefined): boolean {
  return method === 'GET' || method === 'HEAD';
}
