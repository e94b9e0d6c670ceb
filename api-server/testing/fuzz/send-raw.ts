import { connect } from 'node:net';
import { setTimeout as timer } from 'node:timers';
import type { RawRequest } from './make-request.js';

/** A reply as it came; header names in lower case. */
export interface RawReply {
  readonly status: number;
  readonly headers: ReadonlyMap<string, string>;
  readonly body: Buffer;
}

/**
 * How a request ended: with a reply; `closed`, the connection without one; `cut`, in the middle of
 * one; `hung`, neither within its time.
 */
export type Ending = RawReply | 'closed' | 'cut' | 'hung';

/** How long a client waits until it says that it sends no more; sooner would cancel its request. */
const patienceMs = 500;

/** Sends bytes on a connection of their own, in two pieces, and reads one reply. */
export function sendRaw(
  url: string,
  { bytes, method, isWhole }: RawRequest,
  withinMs: number,
): Promise<Ending> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve) => {
    const socket = connect({ host: hostname, port: Number(port), allowHalfOpen: true });
    const chunks: Buffer[] = [];
    const settle = (ending: Ending) => {
      clearTimeout(late);
      clearTimeout(patience);
      socket.destroy();
      resolve(ending);
    };
    const late = timer(() => settle('hung'), withinMs);
    const patience = timer(() => void (isWhole || socket.end()), patienceMs);
    const look = (isOver: boolean) => {
      const reply = readReply(Buffer.concat(chunks), method);
      if (reply) settle(reply);
      else if (isOver) settle(chunks.length > 0 ? 'cut' : 'closed');
    };
    socket
      .on('data', (chunk) => {
        chunks.push(chunk);
        look(false);
      })
      // A reset is how a server that has answered stops a client that goes on sending.
      .on('error', () => look(true))
      .on('close', () => look(true))
      .on('end', () => look(true));
    const half = bytes.length >> 1;
    socket.write(bytes.slice(0, half), 'latin1');
    setImmediate(() => socket.write(bytes.slice(half), 'latin1'));
  });
}

/** The reply when it is there as a whole; every one but an empty one says its length. */
function readReply(all: Buffer, method: string): RawReply | undefined {
  const end = all.indexOf('\r\n\r\n');
  if (end < 0) return undefined;
  const [first = '', ...lines] = all.subarray(0, end).toString('latin1').split('\r\n');
  const status = Number(/^HTTP\/1\.1 (\d{3}) /.exec(first)?.[1]);
  const rest = all.subarray(end + 4);
  // Only "go on": the reply comes after it.
  if (status === 100) return readReply(rest, method);
  const headers = new Map(
    lines.map((line) => {
      const colon = line.indexOf(':');
      return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()] as const;
    }),
  );
  const isBare = method === 'HEAD' || status === 204 || status === 304;
  const length = isBare ? 0 : Number(headers.get('content-length'));
  return rest.length < length ? undefined : { status, headers, body: rest };
}
