import { CatopsError } from '../../platform/errors.js';
import type { Clock } from '../../platform/host.js';

/** What waiting needs. */
export interface Waiting {
  readonly clock: Clock;
  /** From 0 to 1, as `Math.random`. */
  readonly random: () => number;
}

const firstPollMs = 250;
const mostPollMs = 5000;
const pollGrowth = 1.5;
const firstBackoffMs = 5000;
const mostBackoffMs = 60_000;

/** How long to wait before look number `count` (from 0): 0.25 s growing to 5 s, ±20 %. */
export function pollDelay(count: number, random: () => number): number {
  return jittered(Math.min(mostPollMs, firstPollMs * pollGrowth ** count), random);
}

/** Waits; throws the signal's own reason when it is aborted. */
export async function pause({ clock }: Waiting, ms: number, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  await clock.sleep(ms, signal).catch((error: unknown) => {
    signal.throwIfAborted();
    throw error;
  });
  signal.throwIfAborted();
}

/** How long each kind of trouble is waited out, milliseconds. */
export interface Patience {
  /** Queries that run at once count too: a place may be free only in minutes. */
  readonly throttledMs: number;
  readonly unreachableMs: number;
}

/** Before anything runs, a network that is down is said at once. */
export const beforeQuery: Patience = { throttledMs: 600_000, unreachableMs: 0 };
/** A query that runs is paid for: a short break of the network does not lose it. */
export const duringQuery: Patience = { throttledMs: 600_000, unreachableMs: 60_000 };

/** Repeats a call that harms nothing when it is repeated, 5 s to 60 s apart, while there is hope. */
export async function patiently<T>(
  waiting: Waiting,
  patience: Patience,
  signal: AbortSignal,
  call: () => Promise<T>,
): Promise<T> {
  const since = waiting.clock.monotonic();
  for (let count = 0; ; count += 1) {
    try {
      return await call();
    } catch (error) {
      const wait = Math.min(mostBackoffMs, firstBackoffMs * 2 ** count);
      const waited = waiting.clock.monotonic() - since;
      if (waited + wait > hopeMs(error, patience)) throw error;
      await pause(waiting, jittered(wait, waiting.random), signal);
    }
  }
}

function hopeMs(error: unknown, { throttledMs, unreachableMs }: Patience): number {
  if (!(error instanceof CatopsError)) return 0;
  if (error.code === 'vendor-throttled') return throttledMs;
  return error.code === 'vendor-unreachable' ? unreachableMs : 0;
}

function jittered(ms: number, random: () => number): number {
  return ms * (0.8 + 0.4 * random());
}
