import { request } from 'node:https';
import { Readable } from 'node:stream';

/** Statuses that never have a body, and of which `Response` takes none. */
const bodyless = [204, 205, 304];

/**
 * `fetch` for a target whose certificate is not to be verified, because the scenario says so: the
 * fetch of Node cannot be told. GET only, and no redirect is followed.
 */
export const unverifiedFetch: typeof globalThis.fetch = (input, { headers, signal } = {}) =>
  new Promise((resolve, reject) => {
    const sent = request(
      String(input),
      {
        rejectUnauthorized: false,
        headers: Object.fromEntries(new Headers(headers)),
        ...(signal ? { signal } : {}),
      },
      (message) => {
        const status = message.statusCode ?? 0;
        const body = Readable.toWeb(message) as ReadableStream<Uint8Array>;
        resolve(new Response(bodyless.includes(status) ? null : body, { status }));
      },
    );
    sent.once('error', reject);
    sent.end();
  });
