import { readFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import {
  type ControlReply,
  type ControlRequest,
  controlEnvelopeSchema,
  controlFile,
  controlFileSchema,
  controlReplySchemas,
} from '../../contracts/supervisor-control.js';
import { CatopsError, messageOf } from '../../platform/errors.js';
import { namedError } from '../../platform/named-error.js';

const answerMs = 5000;

/**
 * Asks the supervisor of a data directory one thing. Null when none runs there; an error that it
 * answers is thrown as the CatopsError it names, and one that is silent is `vendor-unreachable`.
 */
export async function askSupervisor<Request extends ControlRequest>(
  dataDir: string,
  request: Request,
  signal: AbortSignal,
): Promise<ControlReply<Request['op']> | null> {
  signal.throwIfAborted();
  const pointer = join(dataDir, ...controlFile);
  const text = await readFile(pointer, 'utf8').catch(() => null);
  if (text === null) return null;
  const pointed = controlFileSchema.safeParse(parsed(text)).data;
  if (!pointed) throw unreadable(`${pointer} cannot be read.`);
  const line = await exchange(pointed.socket, `${JSON.stringify(request)}\n`, signal);
  if (line === null) return null;
  const envelope = controlEnvelopeSchema.safeParse(parsed(line)).data;
  if (envelope?.ok === false) throw namedError(envelope.error);
  const reply = controlReplySchemas[request.op].safeParse(envelope?.data);
  if (!reply.success) throw unreadable('What it answered cannot be read.');
  return reply.data as ControlReply<Request['op']>;
}

/** What the other side says until it ends; null when nobody listens there. */
function exchange(path: string, line: string, signal: AbortSignal): Promise<string | null> {
  return new Promise((resolve, reject) => {
    const socket = connect(path, () => socket.write(line));
    let text = '';
    const fail = (message: string) => {
      socket.destroy();
      reject(unreadable(message));
    };
    const onAbort = () => {
      socket.destroy();
      reject(signal.reason);
    };
    signal.addEventListener('abort', onAbort, { once: true });
    socket.on('close', () => signal.removeEventListener('abort', onAbort));
    socket.setTimeout(answerMs, () => fail(`It says nothing for ${answerMs / 1000} s.`));
    socket.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk;
    });
    socket.on('end', () => resolve(text));
    socket.on('error', (error: NodeJS.ErrnoException) => {
      // What a supervisor that was killed leaves behind.
      if (error.code === 'ENOENT' || error.code === 'ECONNREFUSED') resolve(null);
      else fail(messageOf(error));
    });
  });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function unreadable(why: string): CatopsError {
  return new CatopsError('vendor-unreachable', `The supervisor of this machine: ${why}`, {
    hint: 'look whether `catops up` still answers, and start it again',
  });
}
