import { levels, pairsOf } from './severity-pairs.js';

/** Which severities wake somebody. */
export type WakeTable = Readonly<Record<(typeof levels)[number], boolean>>;

const words: Readonly<Record<string, boolean>> = { yes: true, no: false, true: true, false: false };

/**
 * Reads `sev1=yes,sev2=no` or the JSON object of a config file; a severity that is not named wakes
 * nobody unless it is sev1. Throws a sentence of what would be right.
 */
export function parseWakeTable(text: string): WakeTable {
  const given = new Map<string, boolean>();
  for (const [level, word] of pairsOf(text)) {
    const wakes = words[word.toLowerCase()];
    if (!levels.some((known) => known === level) || wakes === undefined) {
      throw new RangeError(
        `"${level}=${word}" is not a severity and yes or no, such as sev1=yes,sev2=yes,sev3=no,sev4=no`,
      );
    }
    given.set(level, wakes);
  }
  return {
    sev1: given.get('sev1') ?? true,
    sev2: given.get('sev2') ?? false,
    sev3: given.get('sev3') ?? false,
    sev4: given.get('sev4') ?? false,
  };
}
