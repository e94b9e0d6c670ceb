import { parseDuration } from '../../src/platform/duration.js';
import { levels, pairsOf } from './severity-pairs.js';

/** Minutes between updates by severity; null: none are due. */
export type Cadence = Readonly<Record<(typeof levels)[number], number | null>>;

/**
 * Reads `sev1=30m,sev2=1h,sev3=4h,sev4=never` or the JSON object of a config file; a severity that is
 * not named has no updates due. A number alone is minutes, as the default is shown. Throws a sentence
 * of what would be right.
 */
export function parseCadence(text: string): Cadence {
  const given = new Map<string, number | null>();
  for (const [level, word] of pairsOf(text)) {
    const minutes = minutesOf(word.toLowerCase());
    if (!levels.some((known) => known === level) || minutes === undefined) {
      throw new RangeError(
        `"${level}=${word}" is not a severity and a time of a minute or more, such as sev1=30m,sev2=1h,sev4=never`,
      );
    }
    given.set(level, minutes);
  }
  const of = (level: string) => given.get(level) ?? null;
  return { sev1: of('sev1'), sev2: of('sev2'), sev3: of('sev3'), sev4: of('sev4') };
}

function minutesOf(word: string): number | null | undefined {
  if (word === 'never' || word === 'null') return null;
  const ms = /^\d+$/.test(word) ? Number(word) * 60_000 : parseDuration(word);
  return ms !== undefined && ms >= 60_000 ? Math.round(ms / 60_000) : undefined;
}
