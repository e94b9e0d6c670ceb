import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
  STATUS_CODES,
} from 'node:http';
import type { Socket } from 'node:net';
import { clearTimeout, setTimeout } from 'node:timers';
import type { ConnectionBounds } from './connection-bounds.js';
import { badRequest, baseHeaders, textType } from './reply.js';

const known = Symbol('newest');

/** What is known of a connection: its newest reply, and how many requests wait for an earlier one. */
interface Newest {
  response: ServerResponse;
  waiting: number;
}

type KnownSocket = Socket & { [known]?: Newest };

/** How long a refused client has to read why. */
const refusalMs = 1000;
const refusal = [...badRequest.headers, 'Connection', 'close'];

/**
 * Node's HTTP server, with what it leaves open said: a body in a coding that is not just `chunked`
 * has no end that two programs agree on, and an expectation that nobody knows is none.
 */
export function openHttpServer(listener: RequestListener, bounds: ConnectionBounds): Server {
  const listen = (request: IncomingMessage, response: ServerResponse) => {
    // All of them came at once, and would all be worked on.
    if (waitingWith(request.socket, response) > bounds.pipelined) {
      request.socket.destroy();
      return;
    }
    const coding = request.headers['transfer-encoding'];
    // RFC 9112, 6.1: Node would answer the request, and then refuse it.
    if (coding === undefined || coding.toLowerCase() === 'chunked') listener(request, response);
    else response.writeHead(badRequest.status, refusal).end(badRequest.body, 'latin1');
  };
  // RFC 9110, 10.1.1: Node would refuse it without the headers of every reply.
  const server = createServer({ connectionsCheckingInterval: bounds.checkEveryMs }, listen).on(
    'checkExpectation',
    listen,
  );
  server.headersTimeout = bounds.headMs;
  server.requestTimeout = bounds.requestMs;
  server.keepAliveTimeout = bounds.idleMs;
  server.timeout = bounds.silentMs;
  return server;
}

/** Notes a reply that is to be made, and tells how many requests wait for an earlier one. */
function waitingWith(socket: KnownSocket, response: ServerResponse): number {
  const newest = socket[known];
  if (newest === undefined) {
    socket[known] = { response, waiting: 0 };
    return 0;
  }
  newest.waiting = newest.response.writableFinished ? 0 : newest.waiting + 1;
  newest.response = response;
  return newest.waiting;
}

const parserStatus: Readonly<Record<string, number>> = {
  HPE_HEADER_OVERFLOW: 431,
  ERR_HTTP_REQUEST_TIMEOUT: 408,
};

/**
 * What is no HTTP never becomes a request: it is refused on the connection, which then ends, also
 * when the client keeps its own side open.
 */
export function refuseConnection(error: Error & { code?: string }, socket: Socket): void {
  if (!socket.writable || error.code === 'ECONNRESET') socket.destroy();
  else if (mayRefuse(socket)) refuse(socket, parserStatus[error.code ?? ''] ?? 400);
  // What is written is sent, and nothing after it.
  else close(socket);
}

/**
 * False when a refusal would be the second reply to one request, or would come before the reply to
 * an earlier one: whoever reads it could not tell what it is about.
 */
function mayRefuse(socket: KnownSocket): boolean {
  const response = socket[known]?.response;
  if (response === undefined) return true;
  return response.req.complete ? response.writableFinished : !response.headersSent;
}

function refuse(socket: Socket, status: number): void {
  const text = STATUS_CODES[status] ?? '';
  const lines = [`HTTP/1.1 ${status} ${text}`, 'Connection: close', `Content-Type: ${textType}`];
  // The first header tells how long a request took, and this was none.
  for (let at = 2; at < baseHeaders.length; at += 2) {
    lines.push(`${baseHeaders[at]}: ${baseHeaders[at + 1]}`);
  }
  socket.write(`${lines.join('\r\n')}\r\nContent-Length: ${text.length}\r\n\r\n${text}`);
  close(socket);
}

function close(socket: Socket): void {
  socket.end();
  const linger = setTimeout(() => socket.destroy(), refusalMs);
  socket.once('close', () => clearTimeout(linger));
}
