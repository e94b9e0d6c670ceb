import { lookup as lookUp } from 'node:dns/promises';
import { request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import type { PostAbroad } from '../../jobs/deliver-webhook.js';
import { Hopeless } from '../../jobs/work-off.js';
import { isPublicAddress } from './public-internet.js';

interface Address {
  readonly address: string;
  readonly family: number;
}

/** How posting is bounded, and what stands in for the network in a test. */
export interface PostAbroadOptions {
  /** False refuses every address that is none of the public internet. */
  readonly toPrivate: boolean;
  /** From the look-up to the head of the answer. */
  readonly withinMs?: number;
  readonly resolve?: (host: string) => Promise<Address>;
}

/**
 * Posts to addresses that strangers gave us. A name is resolved once, what it stands for is judged,
 * and that very address is connected to: a name that answers differently the second time leads
 * nowhere else.
 */
export function createPostAbroad(options: PostAbroadOptions): PostAbroad {
  const { toPrivate, withinMs = 10_000, resolve = (host) => lookUp(host) } = options;
  return {
    async post(url, headers, body, signal) {
      const within = AbortSignal.any([signal, AbortSignal.timeout(withinMs)]);
      const { hostname } = new URL(url);
      const found = await untilAborted(resolve(hostname.replace(/^\[|\]$/g, '')), within);
      if (!toPrivate && !isPublicAddress(found.address)) throw new Hopeless('private-address');
      return send(url, { headers, body, found, signal: within });
    },
  };
}

function send(
  url: string,
  what: {
    readonly headers: Readonly<Record<string, string>>;
    readonly body: string;
    readonly found: Address;
    readonly signal: AbortSignal;
  },
): Promise<number> {
  const { headers, body, found, signal } = what;
  const request = url.startsWith('https:') ? requestHttps : requestHttp;
  return new Promise((resolve, reject) => {
    const sent = request(url, {
      method: 'POST',
      headers: {
        ...headers,
        'content-type': 'application/json',
        'content-length': Buffer.byteLength(body),
        'user-agent': 'catops-webhooks',
      },
      // No connection of another delivery, which was judged by another look-up.
      agent: false,
      lookup: (_host, { all }, done) => {
        if (all) done(null, [{ address: found.address, family: found.family }]);
        else done(null, found.address, found.family);
      },
      signal,
    });
    sent.on('error', reject);
    sent.on('response', (answer) => {
      // What else it has to say is not read: it may be without end.
      resolve(answer.statusCode ?? 0);
      sent.destroy();
    });
    sent.end(body);
  });
}

/** The answer of something that cannot be broken off; rejects when there is no more time. */
function untilAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
    work.then(resolve, reject);
  });
}
