import { headerLines } from '../../http/ready-head.js';
import {
  baseHeaders,
  bodyReply,
  jsonType,
  paginationHeaders,
  type RawHeaders,
  type Reply,
  type WireText,
  wireText,
} from '../../http/reply.js';
import type { ImageQuery } from './image-index.js';

/** Searches are never kept by a client or on the way: each is another draw. */
export function uncacheable(now: string): RawHeaders {
  return [
    ...['Last-Modified', now],
    ...['Expires', 'Tue, 03 Jul 2001 06:00:00 GMT'],
    ...['Cache-Control', 'post-check=0, pre-check=0'],
  ];
}

const template = bodyReply(200, jsonType, wireText(''), uncacheable('')).headers;
const lengthSlot = template.indexOf('Content-Length') + 1;
const nowSlot = template.indexOf('Last-Modified') + 1;
const cachingSlot = template.indexOf('Cache-Control') + 1;
const lines = {
  length: `${headerLines(template.slice(baseHeaders.length, lengthSlot - 1))}Content-Length: `,
  now: `\r\n${headerLines(template.slice(lengthSlot + 1, nowSlot - 1))}Last-Modified: `,
  rest: `\r\n${headerLines(template.slice(nowSlot + 1))}`,
};

/** A page of rows. Made for every search, so the headers are filled in and not put together. */
export function searchReply(
  rows: readonly WireText[],
  now: string,
  { order, page, limit }: ImageQuery,
  total: number,
): Reply {
  const body = listOf(rows);
  const bytes = body.length;
  const headers = template.slice();
  headers[lengthSlot] = String(bytes);
  headers[nowSlot] = now;
  if (order !== 'random') {
    const all = headers.concat(paginationHeaders(total, page, limit));
    return { status: 200, headers: all, body, bytes };
  }
  const text = lines.length + headers[lengthSlot] + lines.now + now + lines.rest;
  return { status: 200, headers, body, bytes, ready: { of: headers, lines: text } };
}

/** A search in which an account is shown its own votes and favourites: for nobody on the way. */
export function ownSearchReply(...search: Parameters<typeof searchReply>): Reply {
  const reply = searchReply(...search);
  const headers = reply.headers.with(cachingSlot, `private, no-store, ${template[cachingSlot]}`);
  return { ...reply, headers };
}

// A sum of texts is copied once, when it is written; a joined one would be copied twice.
function listOf(rows: readonly WireText[]): WireText {
  let list = '';
  for (const row of rows) list += list === '' ? row : `,${row}`;
  return `[${list}]` as WireText;
}
