import type { Readable } from 'node:stream';
import type { CauseClass } from '../../src/contracts/access-log.js';
import type { BytePart } from '../ports.js';
import { headerLines } from './ready-head.js';

/** A flat list of header names and values, as `writeHead` takes it. */
export type RawHeaders = readonly string[];

/**
 * UTF-8 bytes as a string, one character a byte, to be written as latin1. Node sends such a body
 * together with the head in one write, which costs less than a Buffer after the head.
 */
export type WireText = string & { readonly wire: true };

/** Text as it goes over the wire. */
export function wireText(text: string): WireText {
  return Buffer.from(text).toString('latin1') as WireText;
}

/**
 * Headers as the text that is sent, without those of every reply. Good for the very headers it was made
 * of: a copy of a reply that is given others has none.
 */
export interface ReadyHeaders {
  readonly of: RawHeaders;
  readonly lines: string;
}

/**
 * An answer, ready to be written: status, every header, body. Once made only the time in
 * {@link responseTimeSlot} changes, each time it is sent.
 */
export interface Reply {
  readonly status: number;
  readonly headers: RawHeaders;
  readonly body: Buffer | WireText;
  /** Bytes of the body. */
  readonly bytes: number;
  /** Of a reply that is sent often; see {@link ReadyHeaders}. */
  readonly ready?: ReadyHeaders;
  /** Set where a client may ask whether its copy is still good, and for a part of it. */
  readonly etag?: string;
  /**
   * Opens the body, or a part of it, where it is too large to be held: then `body` is empty, and `bytes`
   * tells how long it is. Never kept.
   */
  readonly stream?: (part?: BytePart) => Promise<Readable | undefined>;
  /** Whose part a failure was, where the status does not say it: in every 5xx. */
  readonly cause?: CauseClass;
}

/** Where the time taken stands in the headers of every reply. */
export const responseTimeSlot = 1;

/**
 * Headers of every reply; Node adds date and connection. The first is the only one that changes
 * from request to request.
 */
export const baseHeaders: RawHeaders = [
  ...['X-Response-Time', '0ms'],
  ...['X-DNS-Prefetch-Control', 'off'],
  ...['X-Frame-Options', 'SAMEORIGIN'],
  ...['Strict-Transport-Security', 'max-age=15552000; includeSubDomains'],
  ...['X-Download-Options', 'noopen'],
  ...['X-Content-Type-Options', 'nosniff'],
  ...['X-XSS-Protection', '1; mode=block'],
  ...['Vary', 'Origin'],
  ...['Access-Control-Allow-Origin', '*'],
];

/** Tell where a message ends, what becomes of its connection and when it was sent. */
const framing = /^(connection|content-length|date|expect|keep-alive|trailer|transfer-encoding)$/i;

/** The same with the lines of its headers, to be kept. */
export function readied(reply: Reply): Reply {
  const { headers, status, stream } = reply;
  if (status !== 200 || stream || !isOurs(reply)) return reply;
  const lines = headerLines(headers.slice(baseHeaders.length));
  // One text and no sum of texts, which would take four times the memory for as long as it is kept.
  const joined = Buffer.from(lines, 'latin1').toString('latin1');
  return { ...reply, ready: { of: headers, lines: joined } };
}

/** False for what another release has left in Redis with other headers: Node puts its head together. */
function isOurs({ headers, bytes }: Reply): boolean {
  const own = headers.slice(baseHeaders.length);
  const framed = own.filter((text, at) => at % 2 === 0 && framing.test(text));
  return (
    baseHeaders.every((text, at) => at === responseTimeSlot || headers[at] === text) &&
    framed.join() === 'Content-Length' &&
    own[own.indexOf('Content-Length') + 1] === String(bytes)
  );
}

export const jsonType = 'application/json; charset=utf-8';
export const textType = 'text/plain; charset=utf-8';

/** A reply with a body of any type; both forms of it are as long as they have bytes. */
export function bodyReply(
  status: number,
  type: string,
  body: Buffer | WireText,
  more: RawHeaders = [],
): Reply {
  const bytes = body.length;
  const headers = [...baseHeaders, 'Content-Type', type, 'Content-Length', String(bytes), ...more];
  return { status, headers, body, bytes };
}

/** A reply whose body is read as it is sent; it is opened by `stream`, which is to be added. */
export function streamReply(status: number, type: string, bytes: number, more: RawHeaders): Reply {
  const empty = bodyReply(status, type, wireText(''), more);
  const headers = empty.headers.map((value, at) =>
    empty.headers[at - 1] === 'Content-Length' ? String(bytes) : value,
  );
  return { ...empty, headers, bytes };
}

/** From here on copying a body to join it to the head costs more than a second write. */
const longestJoined = 4096;

function bodyOf(text: string): Buffer | WireText {
  const bytes = Buffer.from(text);
  return bytes.length > longestJoined ? bytes : (bytes.toString('latin1') as WireText);
}

/** JSON that is ready as text. */
export function jsonReply(json: string, more: RawHeaders = [], status = 200): Reply {
  return bodyReply(status, jsonType, bodyOf(json), more);
}

/** An error, or any other answer that is bare text. */
export function textReply(status: number, body: string, more: RawHeaders = []): Reply {
  return bodyReply(status, textType, bodyOf(body), more);
}

/** The same error as JSON, with its text as `message`. */
export function asJsonError(reply: Reply): Reply {
  return described(reply, (message) => ({ message }));
}

/** The same error as the API sent it in its first years. */
export function asEraOneError(reply: Reply): Reply {
  return described(reply, (text, status) => {
    const message = status === 401 ? 'AUTHENTICATION_ERROR - no valid x-api-key in header' : text;
    return { message, status, level: 'info' };
  });
}

/** An error of bare text as JSON; one that is JSON already stays as it is. */
function described(reply: Reply, describe: (text: string, status: number) => object): Reply {
  const { body, headers, status } = reply;
  if (headers.includes(jsonType)) return reply;
  const text = Buffer.isBuffer(body) ? body : Buffer.from(body, 'latin1');
  const ofBody = ['Content-Type', 'Content-Length'];
  const more = headers.filter(
    (_, at) => at >= baseHeaders.length && !ofBody.includes(headers[at - (at % 2)] ?? ''),
  );
  const json = JSON.stringify(describe(text.toString(), status));
  return { ...reply, ...jsonReply(json, more, status) };
}

/** A reply that has no body. */
export function emptyReply(status: number, more: RawHeaders = []): Reply {
  // Without a length Node would announce a body in chunks; 204 must not have one.
  const length = status === 204 ? [] : ['Content-Length', '0'];
  return { status, headers: [...baseHeaders, ...length, ...more], body: wireText(''), bytes: 0 };
}

/** Headers of a list that is given in pages. */
export function paginationHeaders(count: number, page: number, limit: number): RawHeaders {
  return [
    ...['Pagination-Count', String(count)],
    ...['Pagination-Page', String(page)],
    ...['Pagination-Limit', String(limit)],
    ...['Access-Control-Expose-Headers', 'Pagination-Count, Pagination-Page, Pagination-Limit'],
  ];
}

/**
 * What belongs to one account is kept by nobody on the way to it. Routes that require a key send it
 * with everything they answer; the others say it where they answer an account what is its own.
 */
export const privately: RawHeaders = ['Cache-Control', 'private, no-store'];

/** A parameter is not valid. */
export const invalidData = textReply(400, 'INVALID_DATA');
/** A path that cannot be decoded. */
export const badRequest = textReply(400, 'Bad Request');
/** It is done, and there is nothing more to say. */
export const success = jsonReply('{"message":"SUCCESS"}');
/** The route is for accounts, and the request has no valid key. */
export const unauthenticated = textReply(
  401,
  "AUTHENTICATION_ERROR - you need to send your API Key as the 'x-api-key' header",
);
/** The rest of a body that is too long is not read: the connection ends. */
export const payloadTooLarge = textReply(413, 'PAYLOAD_TOO_LARGE', ['Connection', 'close']);
/** The body did not come within its time. */
export const requestTimeout = textReply(408, 'Request Timeout', ['Connection', 'close']);
/** There is no such thing. */
export const notFound = textReply(404, 'NOT_FOUND');
/** A defect of ours. */
export const internalError: Reply = { ...textReply(500, 'Internal Server Error'), cause: 'code' };
/** The database does not answer, and nothing stale is there. */
export const unavailable: Reply = {
  ...textReply(503, 'Service Unavailable', ['Retry-After', '5']),
  cause: 'database',
};
/** More is asked for than is done at once. */
export const overloaded: Reply = { ...unavailable, cause: 'overload' };

const consult = JSON.stringify({
  message:
    '404 - please consult the documentation for correct url to call. https://docs.thecatapi.com/',
});
/** No route has that path. */
export const unknownRoute = jsonReply(consult, [], 404);
/** No route has that method; those that there are, as the header lists them. */
export const unknownMethod = (allowed: string): Reply =>
  jsonReply(consult, ['Allow', allowed], 405);
/** Answer to a browser that asks whether it may call us. */
export const preflight = emptyReply(204, [
  ...['Access-Control-Allow-Methods', 'GET, HEAD, POST, DELETE, OPTIONS'],
  ...['Access-Control-Allow-Headers', 'x-api-key, content-type'],
  ...['Access-Control-Max-Age', '86400'],
]);
