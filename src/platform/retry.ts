/** Waits between attempts, milliseconds. */
export interface Backoff {
  readonly baseMs: number;
  readonly capMs: number;
}

const leastMs = 50;

/**
 * Milliseconds until the next attempt after `attempts` of them: full jitter over a ceiling that doubles,
 * so that many machines do not come back together. `fraction` is in [0, 1).
 */
export function backoffMs(backoff: Backoff, attempts: number, fraction: number): number {
  const ceiling = Math.min(backoff.capMs, backoff.baseMs * 2 ** Math.max(0, attempts - 1));
  return Math.max(leastMs, Math.round(ceiling * fraction));
}

/** How long a target may be slow, milliseconds. */
export interface Lag {
  /** How long a call may take: that of a killed process may still be under way. */
  readonly requestTimeoutMs: number;
  /** Listings lag: between the two looks that make "not there" believed. */
  readonly lookAgainMs: number;
}

/** An attempt that nobody knows the end of. */
export interface Unknown {
  /** Milliseconds since the epoch. */
  readonly attemptedAt: number;
  /** Times the target was asked and had nothing. */
  readonly looks: number;
}

/**
 * What a target that has nothing of it means for the next attempt: ask once more at `at`, or believe it.
 * Nothing is believed while the call may be under way, and not at the first look.
 */
export function afterNothing(
  unknown: Unknown,
  now: number,
  lag: Lag,
): { readonly kind: 'ask'; readonly at: number; readonly looks: number } | { kind: 'believe' } {
  const quietUntil = unknown.attemptedAt + lag.requestTimeoutMs;
  // An attempt in the future was written while the clock was ahead: it says nothing.
  const early = now >= unknown.attemptedAt && now < quietUntil;
  if (early) return { kind: 'ask', at: quietUntil, looks: 0 };
  const looks = unknown.looks + 1;
  return looks >= 2 ? { kind: 'believe' } : { kind: 'ask', at: now + lag.lookAgainMs, looks };
}
