import {
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

/** A page of rows. Made for every search, so the headers are filled in and not put together. */
export function searchReply(
  rows: readonly WireText[],
  now: string,
  { order, page, limit }: ImageQuery,
  total: number,
): Reply {
  const body = listOf(rows);
  const headers = template.slice();
  headers[lengthSlot] = String(body.length);
  headers[nowSlot] = now;
  const all = order === 'random' ? headers : headers.concat(paginationHeaders(total, page, limit));
  return { status: 200, headers: all, body, bytes: body.length };
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
