import type { TargetReader, TargetReply } from '../../loadtest/ports.js';
import { CatopsError, messageOf } from '../../platform/errors.js';

const timeoutMs = 10_000;
const largestReply = 16 * 1_048_576;

/** Reads an API by its base URL, each read bounded in time and size. */
export function createTargetReader(options: {
  readonly fetch: typeof globalThis.fetch;
  /** Base URL without a trailing slash. */
  readonly url: string;
}): TargetReader {
  return {
    get: async (path, { headers = {}, signal } = {}) => {
      signal?.throwIfAborted();
      const timeout = AbortSignal.timeout(timeoutMs);
      try {
        const response = await options.fetch(`${options.url}${path}`, {
          headers,
          // A redirect leads away from the API under test, and would take the keys with it.
          redirect: 'manual',
          signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
        });
        return await readReply(response);
      } catch (error) {
        signal?.throwIfAborted();
        throw unreachable(options.url, path, timeout.aborted ? undefined : error);
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

function unreachable(url: string, path: string, error: unknown): CatopsError {
  // Node puts the reason, such as ECONNREFUSED, into the cause of its "fetch failed".
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const reason = error === undefined ? `no answer in ${timeoutMs / 1000} s` : messageOf(cause);
  return new CatopsError(
    'target-unreachable',
    `${url} does not answer: GET ${path}: ${reason || 'the connection failed'}.`,
    { cause: error, hint: 'Is the API running, and is this its address?' },
  );
}
