import { parseServerTiming, type ReplyCost, untoldCost } from '../../loadtest/reply-cost.js';

export type { ReplyCost };

const header = 'server-timing';

/** Reads what a reply told of itself from raw header names and values in turn. */
export function replyCost(rawHeaders: readonly string[]): ReplyCost {
  for (let i = 0; i + 1 < rawHeaders.length; i += 2) {
    // Names come in the server's spelling; comparing lengths first keeps this cheap.
    const name = rawHeaders[i] ?? '';
    if (name.length === header.length && name.toLowerCase() === header) {
      return parseServerTiming(rawHeaders[i + 1] ?? '');
    }
  }
  return untoldCost;
}
