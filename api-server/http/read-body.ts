import type { IncomingMessage } from 'node:http';
import type * as z from 'zod';
import type { Clock } from '../../src/platform/host.js';
import { linger } from './linger.js';
import { badRequest, invalidData, payloadTooLarge, type Reply, textReply } from './reply.js';

/** A body as its route declares it, or how a request with another one is answered. */
export type ReadBody = { readonly body: unknown } | { readonly refusal: Reply };

/** More than anything that is asked for in JSON; a larger one is not read to its end. */
const longestJson = 65_536;

/**
 * Reads a JSON body of at most 64 KiB by a route's schema. A body of another type is as none, so
 * that what it lacks is named.
 */
export async function readBody(
  request: IncomingMessage,
  schema: z.ZodObject,
  clock: Pick<Clock, 'sleep'>,
): Promise<ReadBody> {
  const bytes = await readBytes(request, longestJson);
  if (!Buffer.isBuffer(bytes)) {
    await linger(request, clock);
    return { refusal: bytes };
  }
  const json = isJson(request) ? parseJson(bytes) : {};
  // As the original: `true` or `"text"` is no document, a list is one that has no names in it.
  if (typeof json !== 'object' || json === null) return { refusal: badRequest };
  const read = schema.safeParse(Array.isArray(json) ? {} : json);
  if (read.success) return { body: read.data };
  const [issue] = read.error.issues;
  return { refusal: issue ? textReply(400, issue.message) : invalidData };
}

/** The whole body, of at most so many bytes, or what is said to one that is longer or breaks off. */
async function readBytes(request: IncomingMessage, most: number): Promise<Buffer | Reply> {
  if (Number(request.headers['content-length'] ?? 0) > most) return payloadTooLarge;
  const chunks: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const chunk of request.iterator({ destroyOnReturn: false })) {
      bytes += chunk.length;
      if (bytes > most) return payloadTooLarge;
      chunks.push(chunk);
    }
  } catch {
    return badRequest;
  }
  return Buffer.concat(chunks, bytes);
}

function isJson({ headers }: IncomingMessage): boolean {
  return /^application\/(?:[\w.+-]+\+)?json\s*(?:;|$)/i.test(headers['content-type'] ?? '');
}

function parseJson(bytes: Buffer): unknown {
  try {
    return bytes.length === 0 ? {} : JSON.parse(bytes.toString('utf8'));
  } catch {
    return undefined;
  }
}
