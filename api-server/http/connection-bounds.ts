import type { Server } from 'node:http';
import type { Socket } from 'node:net';

/** What one process gives to its connections; whoever takes longer or more is let go. */
export interface ConnectionBounds {
  /** From the first byte of a request, or from connecting, until its head is there. */
  readonly headMs: number;
  /** Until the whole of it is there. */
  readonly requestMs: number;
  /** After a reply, until the next request begins. */
  readonly idleMs: number;
  /** Without a byte either way: for a client that does not read its reply. */
  readonly silentMs: number;
  /** How often the first two are looked at. */
  readonly checkEveryMs: number;
  /** Requests on one connection that wait for the reply to an earlier one. */
  readonly pipelined: number;
  /** Bytes of replies that are nobody else's, on their way to clients that read slowly. */
  readonly unsentBytes: number;
  /** How long one such reply may take. */
  readonly unsentMs: number;
}

export const usualBounds: ConnectionBounds = {
  headMs: 10_000,
  requestMs: 30_000,
  idleMs: 5000,
  // Longer than any answer takes to make.
  silentMs: 75_000,
  checkEveryMs: 1000,
  pipelined: 100,
  unsentBytes: 134_217_728,
  unsentMs: 120_000,
};

/** How many connections there are, and how many were closed because there were too many. */
export interface ConnectionCounts {
  readonly open: number;
  readonly refused: number;
}

/**
 * Closes connections beyond so many. Node's own bound is not used: behind a supervisor it would hand
 * a connection that is one too many from process to process for ever.
 */
export function boundConnections(server: Server, most: number): ConnectionCounts {
  const counts = { open: 0, refused: 0 };
  server.on('connection', (socket: Socket) => {
    if (counts.open >= most) {
      counts.refused += 1;
      socket.destroy();
      return;
    }
    counts.open += 1;
    socket.once('close', () => {
      counts.open -= 1;
    });
  });
  return counts;
}
