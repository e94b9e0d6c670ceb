import * as z from 'zod';
import type { Reply, WireText } from '../../http/reply.js';

/** A reply as it is put into Redis. */
export interface StoredReply {
  readonly key: string;
  /** The time of the tags it belongs to. */
  readonly epoch: string;
  /** All changes up to this one were applied before it was loaded. */
  readonly asOf: number;
  /** Milliseconds since the epoch. */
  readonly loadedAt: number;
  readonly reply: Reply;
}

// What Node would refuse to write, or a client would read otherwise, is not taken from there.
const headerName = z.string().regex(/^[\w!#$%&'*+.^`|~-]+$/);
const headerValue = z.string().regex(/^[\t\x20-\x7e\x80-\xff]*$/);
const headSchema = z.strictObject({
  key: z.string(),
  epoch: z.string(),
  asOf: z.int().nonnegative(),
  loadedAt: z.int().nonnegative(),
  status: z.int().min(200).max(399),
  headers: z.array(z.tuple([headerName, headerValue])),
  etag: headerValue.optional(),
  joined: z.boolean(),
});

/** One line of JSON about the reply, then its body. */
export function encodeReply({ key, epoch, asOf, loadedAt, reply }: StoredReply): Buffer {
  const { status, headers, etag, body } = reply;
  const head: z.input<typeof headSchema> = {
    ...{ key, epoch, asOf, loadedAt, status, joined: !Buffer.isBuffer(body) },
    headers: paired(headers),
    ...(etag !== undefined && { etag }),
  };
  const bytes = Buffer.isBuffer(body) ? body : Buffer.from(body, 'latin1');
  return Buffer.concat([Buffer.from(`${JSON.stringify(head)}\n`), bytes]);
}

/** Undefined for whatever is not wholly what {@link encodeReply} makes. */
export function decodeReply(stored: Buffer): StoredReply | undefined {
  const end = stored.indexOf(0x0a);
  if (end < 0) return undefined;
  const read = headSchema.safeParse(jsonOf(stored.subarray(0, end).toString()));
  if (!read.success) return undefined;
  const { key, epoch, asOf, loadedAt, status, headers, etag, joined } = read.data;
  // A copy, so that the whole of what was received is not kept for it.
  const body = Buffer.from(stored.subarray(end + 1));
  const length = headers.find(([name]) => name === 'Content-Length')?.[1];
  if (length !== undefined && Number(length) !== body.length) return undefined;
  const reply: Reply = {
    ...{ status, headers: headers.flat(), bytes: body.length },
    body: joined ? (body.toString('latin1') as WireText) : body,
    ...(etag !== undefined && { etag }),
  };
  return { key, epoch, asOf, loadedAt, reply };
}

function paired(headers: readonly string[]): [string, string][] {
  const pairs: [string, string][] = [];
  for (let at = 0; at < headers.length; at += 2) {
    pairs.push([headers[at] ?? '', headers[at + 1] ?? '']);
  }
  return pairs;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
