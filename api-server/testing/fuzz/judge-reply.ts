import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import type { Operation } from '../../http/openapi.js';
import type { RawRequest, Target } from './make-request.js';
import type { RawReply } from './send-raw.js';

/** Tells what is wrong with a reply; undefined when nothing is. */
export type Judge = (request: RawRequest, reply: RawReply) => string | undefined;

/**
 * Statuses that say something about a request as such, whatever it was about, and so stand in the
 * document of no operation. 501 is none of them: nothing here is half there.
 */
const general = new Set([400, 401, 404, 405, 408, 413, 429, 431, 503]);

/** Judges replies by a document: status, type and schema as declared, and nothing let out. */
export function createJudge(targets: readonly Target[], key: string): Judge {
  const isValid = createValidator();
  return (request, reply) => {
    const own = faultOfHead(reply) ?? leakOf(reply, key) ?? faultOfBody(request, reply);
    if (own !== undefined) return own;
    const meant = targets.filter((target) => mayMean(request, target));
    const faults = meant.map(({ operation }) => faultAgainst(operation, reply, isValid));
    if (faults.includes(undefined)) return undefined;
    if (faults.length > 0) return faults.join('; ');
    // Preflights are no operations.
    const isPreflight = request.method === 'OPTIONS' && reply.status === 204;
    const isGeneral = general.has(reply.status) || isPreflight;
    return isGeneral ? undefined : `${reply.status} where there is no operation`;
  };
}

type Validate = (schema: object, value: unknown) => string | undefined;

function createValidator(): Validate {
  const ajv = new Ajv2020({ strict: false, formats: { 'date-time': true } });
  const compiled = new Map<object, ValidateFunction>();
  return (schema, value) => {
    const validate = compiled.get(schema) ?? ajv.compile(schema);
    compiled.set(schema, validate);
    return validate(value) ? undefined : ajv.errorsText(validate.errors);
  };
}

/** What is wrong with a reply of one operation. */
function faultAgainst(
  { responses }: Operation,
  { status, headers, body }: RawReply,
  isValid: Validate,
): string | undefined {
  const declared = responses[status];
  if (!declared) return general.has(status) ? undefined : `${status} is not in the document`;
  const type = headers.get('content-type')?.split(';')[0] ?? '';
  const [[wanted, content] = ['', undefined]] = Object.entries(declared.content ?? {});
  if (body.length === 0) return undefined;
  if (!isOfType(type, wanted)) {
    // A refusal that every route has may come in place of the one that this route declares.
    return general.has(status) ? undefined : `${status} is ${type}, not ${wanted}`;
  }
  if (wanted !== 'application/json' || !content) return undefined;
  const fault = isValid(content.schema, JSON.parse(body.toString()));
  return fault && `${status} is not as its schema says: ${fault}`;
}

function faultOfHead({ status }: RawReply): string | undefined {
  if (!(status >= 200 && status < 600)) return `${status} is no status`;
  return status >= 500 && status !== 503 ? String(status) : undefined;
}

/** Stacks, paths and errors of a database are for the log. */
const inside = /\n\s+at |node_modules|file:\/\/|SQLITE_|SqliteError/;

function leakOf({ headers, body }: RawReply, key: string): string | undefined {
  const text = `${[...headers.values()].join('\n')}\n${body.toString('latin1')}`;
  if (text.includes(key)) return 'shows the key';
  return inside.test(text) ? 'shows its inside' : undefined;
}

function faultOfBody(request: RawRequest, reply: RawReply): string | undefined {
  const { status, headers, body } = reply;
  const length = headers.get('content-length');
  if (request.method === 'HEAD' || status === 204 || status === 304) {
    const isFault = body.length > 0 && !isUnread(request, reply);
    return isFault ? `${status} to ${request.method} has a body` : undefined;
  }
  if (length === undefined) return 'says no length';
  if (Number(length) !== body.length) return `${body.length} bytes, and not ${length}`;
  if (headers.get('x-content-type-options') !== 'nosniff') return 'lacks what every reply has';
  return headers.get('content-type')?.startsWith('application/json')
    ? faultOfJson(body)
    : undefined;
}

/** What is refused before it is read has no method yet. */
function isUnread({ isWhole }: RawRequest, { status, headers }: RawReply): boolean {
  return !isWhole || (status === 431 && headers.get('connection') === 'close');
}

function faultOfJson(body: Buffer): string | undefined {
  try {
    JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
    return undefined;
  } catch {
    return `no JSON: ${body.toString('latin1').slice(0, 200)}`;
  }
}

const isOfType = (type: string, wanted: string) =>
  wanted.endsWith('/*') ? type.startsWith(wanted.slice(0, -1)) : type === wanted;

/** Whether a request may be answered by an operation. HEAD is answered as GET. */
function mayMean({ method, target }: RawRequest, { method: own, path }: Target): boolean {
  if (own !== (method === 'HEAD' ? 'GET' : method)) return false;
  const sent = pathOf(target).split('/');
  const wanted = path.split('/');
  if (sent.length === wanted.length + 1 && sent.at(-1) === '') sent.pop();
  return (
    sent.length === wanted.length &&
    wanted.every((part, at) => part.startsWith('{') || part === decoded(sent[at] ?? ''))
  );
}

/** A target may also be a whole address, or the server as such. */
function pathOf(target: string): string {
  return target
    .replace(/^\*/, '/')
    .replace(/^https?:\/\/[^/]*/i, '')
    .replace(/[?#;].*$/s, '');
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
