import { clearTimeout, setTimeout } from 'node:timers';
import type { TargetReader, TargetReply } from '../../loadtest/ports.js';
import { CatopsError, messageOf } from '../../platform/errors.js';

const usualTimeoutMs = 10_000;
const largestReply = 16 * 1_048_576;

/** Reads an API by its base URL, each read bounded in time and size. */
export function createTargetReader(options: {
  readonly fetch: typeof globalThis.fetch;
  /** Base URL without a trailing slash. */
  readonly url: string;
  readonly timeoutMs?: number;
}): TargetReader {
  return {
    get: async (path, { headers = {}, signal } = {}) => {
      signal?.throwIfAborted();
      const late = new AbortController();
      // Not AbortSignal.timeout: it would let the process end in silence where Node's fetch waits for
      // nothing, as it does when a connection is closed before the request is on it.
      const timer = setTimeout(() => late.abort(), options.timeoutMs ?? usualTimeoutMs);
      try {
        const response = await options.fetch(`${options.url}${path}`, {
          headers,
          // A redirect leads away from the API under test, and would take the keys with it.
          redirect: 'manual',
          signal: signal ? AbortSignal.any([signal, late.signal]) : late.signal,
        });
        return await readReply(response);
      } catch (error) {
        signal?.throwIfAborted();
        const seconds = (options.timeoutMs ?? usualTimeoutMs) / 1000;
        const cause = late.signal.aborted ? new Error(`no answer in ${seconds} s`) : error;
        throw unreachable(options.url, path, cause);
      } finally {
        clearTimeout(timer);
      }
    },
  };
}

async function readReply(response: Response): Promise<TargetReply> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.byteLength;
    if (size > largestReply) throw new Error(`the reply is larger than ${largestReply} bytes`);
    chunks.push(chunk);
  }
  return { status: response.status, text: Buffer.concat(chunks).toString('utf8') };
}

const addressHint = 'Is the API running, and is this its address?';
const certificateHint =
  'Name its authority in NODE_EXTRA_CA_CERTS, or take any certificate with tls: { verify: false } in the scenario.';

// Node's codes of certificates that prove nothing: DEPTH_ZERO_SELF_SIGNED_CERT, CERT_HAS_EXPIRED,
// UNABLE_TO_VERIFY_LEAF_SIGNATURE, ERR_TLS_CERT_ALTNAME_INVALID and their like.
function isCertificate(cause: unknown): boolean {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
  return /CERT|SIGNATURE/.test(code);
}

// What OpenSSL says of an answer that is not TLS names its own source files, and not what happened.
function isNoTls(cause: unknown): boolean {
  return cause instanceof Error && 'code' in cause && /^(ERR_SSL|EPROTO)/.test(String(cause.code));
}

function hintFor(cause: unknown): string {
  if (isNoTls(cause)) return 'If it speaks plain HTTP, its URL begins with http://.';
  return isCertificate(cause) ? certificateHint : addressHint;
}

function unreachable(url: string, path: string, error: unknown): CatopsError {
  // Node puts the reason, such as ECONNREFUSED, into the cause of its "fetch failed".
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const reason = isNoTls(cause) ? 'it speaks no TLS that is understood here' : messageOf(cause);
  return new CatopsError(
    'target-unreachable',
    `${url} does not answer: GET ${path}: ${reason || 'the connection failed'}.`,
    { cause: error, hint: hintFor(cause) },
  );
}
