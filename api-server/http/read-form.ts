import type { IncomingMessage } from 'node:http';
import { Busboy, type BusboyInstance } from '@fastify/busboy';
import type * as z from 'zod';
import type { Clock } from '../../src/platform/host.js';
import { linger } from './linger.js';
import type { ReadBody } from './read-body.js';
import {
  badRequest,
  invalidData,
  payloadTooLarge,
  type Reply,
  requestTimeout,
  textReply,
} from './reply.js';

/** A file of a form. */
export interface SentFile {
  /** As the client calls it, without folders; any text. */
  readonly name: string | undefined;
  readonly bytes: Buffer;
}

/** What is read of a form at most. */
export interface FormLimits {
  /** Of its one file. */
  readonly fileBytes: number;
  /** For the whole of it to arrive. */
  readonly withinMs: number;
}

/** What a form is beside its file: heads of parts, fields, and what stands around them. */
const otherBytes = 65_536;
const partLimits = {
  ...{ parts: 8, files: 1, fields: 7, fieldSize: 1024, fieldNameSize: 64 },
  ...{ headerPairs: 16, headerSize: 4096 },
};
/** RFC 2046 allows boundaries of 70 characters; a longer one only costs time. */
const longestType = 200;

/**
 * Reads `multipart/form-data` by a route's schema: texts by their names, and one {@link SentFile}
 * called `file`. It is held in memory, never on disk, and nothing of it is kept when it breaks off.
 */
export async function readForm(
  request: IncomingMessage,
  schema: z.ZodObject,
  limits: FormLimits,
  clock: Pick<Clock, 'sleep'>,
): Promise<ReadBody> {
  const parts = await readParts(request, new Set(Object.keys(schema.shape)), limits, clock);
  if (!request.readableEnded) await linger(request, clock);
  if (!(parts instanceof Map)) return { refusal: parts };
  const read = schema.safeParse(Object.fromEntries(parts));
  if (read.success) return { body: read.data };
  const [issue] = read.error.issues;
  return { refusal: issue ? textReply(400, issue.message) : invalidData };
}

type Parts = Map<string, string | SentFile>;

/** The parts that the route knows by name; none when it is no form; or what is said to it. */
function readParts(
  request: IncomingMessage,
  known: ReadonlySet<string>,
  limits: FormLimits,
  clock: Pick<Clock, 'sleep'>,
): Promise<Parts | Reply> {
  const most = limits.fileBytes + otherBytes;
  if (Number(request.headers['content-length'] ?? 0) > most) {
    return Promise.resolve(payloadTooLarge);
  }
  const parser = openParser(request, limits);
  const parts: Parts = new Map();
  // What is no form has no file in it, and that is what the client is told.
  if (!parser) return Promise.resolve(parts);
  return new Promise((resolve) => {
    const waiting = new AbortController();
    let bytes = 0;
    const count = (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > most) settle(payloadTooLarge);
    };
    const brokeOff = () => {
      if (!request.readableEnded) settle(badRequest);
    };
    const settle = (outcome: Parts | Reply) => {
      waiting.abort();
      request.unpipe(parser);
      request.off('data', count).off('error', brokeOff).off('close', brokeOff);
      resolve(outcome);
    };
    parser
      .on('file', (field, stream, name) => {
        const chunks: Buffer[] = [];
        const wanted = field === 'file' && known.has(field);
        stream.on('data', (chunk: Buffer) => void (wanted && chunks.push(chunk)));
        stream.on('limit', () => settle(payloadTooLarge));
        stream.on('end', () => {
          if (wanted) parts.set(field, { name, bytes: Buffer.concat(chunks) });
        });
        stream.on('error', () => settle(new Map()));
      })
      .on('field', (field, value, nameCut, valueCut) => {
        if (!known.has(field) || nameCut) return;
        if (valueCut || parts.has(field)) settle(invalidData);
        else parts.set(field, value);
      })
      .on('partsLimit', () => settle(invalidData))
      .on('filesLimit', () => settle(invalidData))
      .on('fieldsLimit', () => settle(invalidData))
      // Broken as a form: what was read of it does not count.
      .on('error', () => settle(new Map()))
      .on('finish', () => settle(parts));
    request.on('data', count).on('error', brokeOff).on('close', brokeOff);
    request.pipe(parser);
    clock.sleep(limits.withinMs, waiting.signal).then(
      () => settle(requestTimeout),
      () => {},
    );
  });
}

/** Undefined when the request is no form, or says it in no way that can be read. */
function openParser(
  { headers }: IncomingMessage,
  { fileBytes }: FormLimits,
): BusboyInstance | undefined {
  const type = headers['content-type'] ?? '';
  if (!/^multipart\/form-data\s*;/i.test(type) || type.length > longestType) return undefined;
  try {
    return new Busboy({
      headers: { ...headers, 'content-type': type },
      limits: { ...partLimits, fileSize: fileBytes },
    });
  } catch {
    return undefined;
  }
}
