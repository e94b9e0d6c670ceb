import type { Scenario } from '../scenario.js';
import { probeRules } from './probe-rules.js';

const toUseUp = 3;
const inTurn = 9;

/** How many keys the rules of a scenario need beside those of its load. */
export function probeKeysOf({ rules }: Scenario): number {
  return probeRules.some((rule) => rules.includes(rule)) ? toUseUp + inTurn : 0;
}

/** Keys of the probes: limits are counted by key, so no probe may spend those of another. */
export interface KeyRing {
  /** Keys of which each may be used up on every route; null is no key, counted by address. */
  readonly spare: readonly (string | null)[];
  /** The next of the others in turn, so that none of them reaches a limit. */
  next(): string | null;
  /** How many there are to take in turn. */
  readonly others: number;
}

/**
 * Divides the keys of the probes. Too few for that are all taken in turn, and where the load itself
 * goes without a key so do the probes.
 */
export function keyRing(own: readonly string[], ofLoad: readonly string[]): KeyRing {
  const enough = own.length > toUseUp;
  const turning = enough ? own.slice(toUseUp) : own.length > 0 ? own : ofLoad;
  let turn = 0;
  return {
    spare: enough ? own.slice(0, toUseUp) : turning.length === 0 ? [null] : [],
    next: () => turning[turn++ % Math.max(1, turning.length)] ?? null,
    others: turning.length,
  };
}
