import type { OpenApiDocument, Operation } from '../../http/openapi.js';
import type { Random } from '../../seed/random.js';
import { brokenHeaders, contentTypes, headers, texts } from './bad-values.js';
import { type MadeBody, makeForm, makeJson } from './make-body.js';
import { makeUrl } from './make-url.js';

/** What the fuzz knows of the server beside its document. */
export interface Known {
  /** A valid key, whose account may lose everything it has. */
  readonly key: string;
  /** Values that mean something, by the name of a parameter in a path. */
  readonly ids: Readonly<Record<string, readonly [string, ...string[]]>>;
  /** Small pictures of every kind, as wire strings. */
  readonly pictures: readonly [string, ...string[]];
}

/** One request as its bytes. */
export interface RawRequest {
  readonly method: string;
  readonly target: string;
  /** A wire string: one character a byte. */
  readonly bytes: string;
  /** False where it is no whole HTTP request, so that closing the connection is an answer too. */
  readonly isWhole: boolean;
}

/** An operation of the document with its method and path. */
export interface Target {
  readonly method: string;
  readonly path: string;
  readonly operation: Operation;
}

/** All operations of a document. */
export function targetsOf({ paths }: Pick<OpenApiDocument, 'paths'>): Target[] {
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({
      ...{ method: method.toUpperCase(), path, operation },
    })),
  );
}

const otherMethods = ['GET', 'HEAD', 'OPTIONS', 'POST', 'DELETE', 'PUT', 'PATCH', 'TRACE'] as const;
const noMethods = ['get', 'BREW', 'CONNECT', 'QUERY', 'G\0T', ''] as const;

/** A request to an operation that is nearly right: most of it good, some of it anything. */
export function makeRequest(random: Random, target: Target, known: Known): RawRequest {
  const method = random.chance(0.88) ? target.method : random.pick(otherMethods);
  const isMethod = random.chance(0.985);
  const sent = isMethod ? method : random.pick(noMethods);
  const url = makeUrl(random, target, known);
  const body = makeBody(random, target, known);
  const lines = makeHeaders(random, body, known);
  const isBroken = random.chance(0.04);
  if (isBroken)
    lines.splice(Math.floor(random.between(0, lines.length)), 0, random.pick(brokenHeaders));
  const isCut = body !== undefined && random.chance(0.03);
  const bytes = body?.bytes ?? '';
  const content = isCut ? bytes.slice(0, bytes.length / 2) : bytes;
  const version = random.chance(0.99)
    ? 'HTTP/1.1'
    : random.pick(['HTTP/1.0', 'HTTP/2.0', 'HTTP/9']);
  const head = `${sent} ${url} ${version}\r\n${lines.join('\r\n')}`;
  return {
    ...{ method: sent, target: url },
    bytes: `${head}\r\n\r\n${content}`,
    isWhole: isMethod && !isBroken && !isCut && soundHead.test(head),
  };
}

/** RFC 9112: what a server must be able to read. */
const soundHead =
  /^[A-Z]+ (?:\/|\*|http:\/\/)[!-~]* HTTP\/1\.1(?:\r\n[\w!#$%&'*+.^`|~-]+:[\t -~\x80-\xff]*)*$/;

function makeBody(random: Random, { operation }: Target, known: Known): MadeBody | undefined {
  const [[type, { schema, example }] = ['', { schema: {}, example: undefined }]] = Object.entries(
    operation.requestBody?.content ?? {},
  );
  // Some programs send a body where none is read.
  if (type === '' && random.chance(0.93)) return undefined;
  if (random.chance(0.04)) return undefined;
  const isForm = random.chance(0.95) === type.startsWith('multipart');
  return isForm ? makeForm(random, schema, known.pictures) : makeJson(random, schema, example);
}

function makeHeaders(random: Random, body: MadeBody | undefined, { key }: Known): string[] {
  const lines = ['Host: cats.example'];
  const who = random.next();
  if (who < 0.75) lines.push(`X-API-Key: ${key}`);
  else if (who < 0.82) lines.push(`X-API-Key: ${random.pick(texts).replace(/[\r\n\0]/g, '')}`);
  else if (who < 0.85) lines.push(`X-API-Key: ${key}`, 'x-api-key: second');
  if (random.chance(0.25)) lines.push(random.pick(headers));
  if (body) {
    lines.push(`Content-Type: ${random.chance(0.97) ? body.type : random.pick(contentTypes)}`);
    lines.push(`Content-Length: ${body.bytes.length}`);
  } else if (random.chance(0.1)) lines.push('Content-Length: 0');
  return lines;
}

/** How a person sends a request again, with a key of theirs in it. */
export function asCommand({ bytes }: RawRequest, url: string, key: string): string {
  const { hostname, port } = new URL(url);
  const shown = bytes.slice(0, 2000);
  const rest = bytes.length - shown.length;
  const text = shown
    .replaceAll(key, 'KEY')
    .replace(/[^ -~]|[\\'%]/g, (char) => `\\x${char.charCodeAt(0).toString(16).padStart(2, '0')}`);
  const more = rest > 0 ? ` # and ${rest} bytes more` : '';
  return `printf '%b' '${text}' | nc -q 5 ${hostname} ${port}${more}`;
}
