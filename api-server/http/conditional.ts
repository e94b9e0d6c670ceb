import type { IncomingMessage } from 'node:http';
import type { BytePart } from '../ports.js';
import { type Reply, textReply, wireText } from './reply.js';

/** What a client says of the copy it has, and of the part it wants. */
type Asked = Pick<IncomingMessage, 'method' | 'headers'>;

/**
 * The reply as the client is sent it, in the order of RFC 9110, 13.2.2: refused, as its copy is another
 * one; not sent, as its copy is still good; a part of it; or the whole.
 */
export function conditioned(reply: Reply, { method, headers }: Asked): Reply {
  const { etag } = reply;
  const { range, 'if-match': ifMatch, 'if-none-match': ifNoneMatch, 'if-range': ifRange } = headers;
  if (etag === undefined || reply.status !== 200) return reply;
  if (ifMatch !== undefined && !names(ifMatch, etag)) return preconditionFailed;
  if (ifNoneMatch !== undefined && names(ifNoneMatch.replace(/W\//g, ''), etag)) {
    return { status: 304, headers: headersOf304(reply.headers), body: wireText(''), bytes: 0 };
  }
  // "A server MUST ignore a Range header field received with a request method that is unrecognized or
  // for which range handling is not defined": it is for GET alone (14.2).
  if (range === undefined || method !== 'GET') return reply;
  // A copy that has changed is sent whole (13.1.5). We give no date that one could be compared with.
  if (ifRange !== undefined && ifRange !== etag) return reply;
  const part = readRange(range, reply.bytes);
  if (part === undefined) return reply;
  return part === 'unsatisfiable' ? notSatisfiable(reply.bytes) : partOf(reply, part);
}

/**
 * The part that a header asks for; undefined for what may be ignored: another unit, a header that is
 * none, and several parts at once, which cost more than they are worth.
 */
export function readRange(range: string, bytes: number): BytePart | 'unsatisfiable' | undefined {
  const [, from, to] = /^bytes=[ \t]*(\d*)-(\d*)[ \t]*$/i.exec(range) ?? [];
  if (from === undefined || to === undefined || (from === '' && to === '')) return undefined;
  if (from === '') {
    const last = Number(to);
    return last === 0 ? 'unsatisfiable' : { first: Math.max(0, bytes - last), last: bytes - 1 };
  }
  const first = Number(from);
  const last = to === '' ? bytes - 1 : Number(to);
  if (last < first) return to === '' ? 'unsatisfiable' : undefined;
  if (first >= bytes) return 'unsatisfiable';
  return { first, last: Math.min(last, bytes - 1) };
}

function partOf(reply: Reply, { first, last }: BytePart): Reply {
  const bytes = last - first + 1;
  const headers = reply.headers.map((value, at) =>
    reply.headers[at - 1] === 'Content-Length' ? String(bytes) : value,
  );
  headers.push('Content-Range', `bytes ${first}-${last}/${reply.bytes}`);
  const body = reply.body.slice(first, last + 1) as Reply['body'];
  const { stream } = reply;
  const open = stream && { stream: () => stream({ first, last }) };
  return { ...reply, ...open, status: 206, headers, body, bytes };
}

const preconditionFailed = textReply(412, 'PRECONDITION_FAILED', ['Cache-Control', 'no-store']);

function notSatisfiable(bytes: number): Reply {
  const more = ['Content-Range', `bytes */${bytes}`, 'Cache-Control', 'no-store'];
  return textReply(416, 'RANGE_NOT_SATISFIABLE', more);
}

function names(list: string, etag: string): boolean {
  return list.trim() === '*' || list.split(',').some((tag) => tag.trim() === etag);
}

const notIn304 = new Set(['Content-Type', 'Content-Length', 'Accept-Ranges']);

/** The headers of a 304: those of the reply that describe no body. */
function headersOf304(headers: readonly string[]): string[] {
  const kept: string[] = [];
  for (let index = 0; index < headers.length; index += 2) {
    const [name = '', value = ''] = [headers[index], headers[index + 1]];
    if (!notIn304.has(name)) kept.push(name, value);
  }
  return kept;
}
