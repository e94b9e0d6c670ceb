import type { ServerResponse } from 'node:http';
import { clearTimeout, setTimeout } from 'node:timers';
import type { ConnectionBounds } from './connection-bounds.js';

/**
 * Bounds the memory of replies that were made for one request and are on their way: a client that
 * reads slowly, or not at all, holds each until it is read. What is kept for all costs no more for
 * being sent to many.
 */
export class UnsentReplies {
  readonly #bounds: Pick<ConnectionBounds, 'unsentBytes' | 'unsentMs'>;
  #bytes = 0;

  constructor(bounds: Pick<ConnectionBounds, 'unsentBytes' | 'unsentMs'>) {
    this.#bounds = bounds;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** Counts a reply in until it is read or its time is over; false when there is no room for it. */
  take(response: ServerResponse, bytes: number): boolean {
    const { unsentBytes, unsentMs } = this.#bounds;
    if (this.#bytes + bytes > unsentBytes) return false;
    this.#bytes += bytes;
    const late = setTimeout(() => response.destroy(), unsentMs);
    response.once('close', () => {
      clearTimeout(late);
      this.#bytes -= bytes;
    });
    return true;
  }
}
