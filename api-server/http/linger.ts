import type { IncomingMessage } from 'node:http';
import type { Clock } from '../../src/platform/host.js';

/** How long, and how much, a client that is refused may go on sending until it listens. */
const longestMs = 2000;
const mostBytes = 16_777_216;

/**
 * Throws away what a refused client still sends, so that it is there for the answer: what comes after
 * the connection has ended resets it, and the answer is lost with it.
 */
export function linger(request: IncomingMessage, clock: Pick<Clock, 'sleep'>): Promise<void> {
  // Whoever waits to be let go on listens already.
  if (request.destroyed || request.readableEnded || request.headers.expect !== undefined) {
    return Promise.resolve();
  }
  return new Promise((resolve) => {
    const waiting = new AbortController();
    let bytes = 0;
    const done = () => {
      waiting.abort();
      request.off('data', count).off('end', done).off('error', done).off('close', done);
      resolve();
    };
    const count = (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > mostBytes) done();
    };
    request.on('data', count).on('end', done).on('error', done).on('close', done).resume();
    clock.sleep(longestMs, waiting.signal).then(done, () => {});
  });
}
