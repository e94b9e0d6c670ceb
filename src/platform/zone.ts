const minuteMs = 60_000;
const dayMs = 86_400_000;

/** A time zone, by IANA name (`Europe/Berlin`) or by a fixed offset (`UTC+11`, `GMT+5:30`). */
export interface Zone {
  /** As it is printed: the canonical IANA name, or the offset as it was written. */
  readonly name: string;
  /** Minutes east of UTC at that instant (milliseconds since the epoch). */
  offsetMinutes(at: number): number;
  /** What people call it at that instant: `CEST`, `AEDT`, or `UTC+9` where there is no such word. */
  abbreviation(at: number): string;
}

/** Coordinated universal time, the zone everything is stored in. */
export const utc: Zone = { name: 'UTC', offsetMinutes: () => 0, abbreviation: () => 'UTC' };

/** The zone of that name, or undefined when there is none. Case does not matter. */
export function zoneOf(name: string): Zone | undefined {
  const text = name.trim();
  if (/^(utc|gmt|z|etc\/utc)$/i.test(text)) return utc;
  return fixedZone(text) ?? namedZone(text);
}

// Intl of the supported Node knows no offset zones, and Etc/GMT-11 means UTC+11: written by hand.
function fixedZone(text: string): Zone | undefined {
  // The database's Etc/GMT-11 is what everybody else writes GMT+11.
  const posix = /^etc\/gmt([+-])(\d{1,2})$/i.exec(text);
  if (posix) return fixedZone(`GMT${posix[1] === '-' ? '+' : '-'}${posix[2]}`);
  const match = /^(utc|gmt)?\s?([+-])(\d{1,2})(?::?([0-5]\d))?$/i.exec(text);
  if (!match) return undefined;
  const [, word, sign, hours, minutes] = match;
  const size = Number(hours) * 60 + Number(minutes ?? 0);
  if (size > 14 * 60) return undefined;
  const offset = sign === '-' ? -size : size;
  const label = offsetText(offset, (word ?? 'UTC').toUpperCase());
  return { name: label, offsetMinutes: () => offset, abbreviation: () => label };
}

function namedZone(text: string): Zone | undefined {
  // Names of three letters (EST, MST) mean another place to everybody: only Area/City is accepted.
  if (!/^[a-z_]+(\/[a-z0-9_+-]+)+$/i.test(text)) return undefined;
  const clock = formatter('en-US', text, {
    era: 'short',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
    hourCycle: 'h23',
  });
  if (!clock) return undefined;
  const name = clock.resolvedOptions().timeZone;
  const offsetMinutes = rememberingMinute((at) => offsetBy(clock, at));
  const words = ['en-GB', 'en-US', 'en-AU', 'en-NZ'].flatMap(
    (locale) => formatter(locale, text, { timeZoneName: 'short' }) ?? [],
  );
  return {
    name,
    offsetMinutes,
    abbreviation: (at) => wordAt(words, at) ?? offsetText(offsetMinutes(at)),
  };
}

// A line of a timeline asks several times for one minute, and Intl is slow; clocks of our time change
// on the minute only.
function rememberingMinute(offset: (at: number) => number): (at: number) => number {
  let minute = Number.NaN;
  let known = 0;
  return (at) => {
    const asked = Math.floor(at / minuteMs);
    if (asked !== minute) {
      known = offset(asked * minuteMs);
      minute = asked;
    }
    return known;
  };
}

function formatter(
  locale: string,
  timeZone: string,
  options: Intl.DateTimeFormatOptions,
): Intl.DateTimeFormat | undefined {
  try {
    return new Intl.DateTimeFormat(locale, { ...options, timeZone });
  } catch {
    return undefined;
  }
}

function offsetBy(clock: Intl.DateTimeFormat, at: number): number {
  const parts = new Map(clock.formatToParts(at).map(({ type, value }) => [type, value]));
  const read = (type: Intl.DateTimeFormatPartTypes) => Number(parts.get(type));
  const wall = Date.UTC(
    read('year'),
    read('month') - 1,
    read('day'),
    read('hour'),
    read('minute'),
    read('second'),
  );
  return Math.round((wall - Math.floor(at / 1000) * 1000) / minuteMs);
}

// Each locale has words for its own zones only; `GMT+9` is no word.
function wordAt(words: readonly Intl.DateTimeFormat[], at: number): string | undefined {
  for (const format of words) {
    const word = format.formatToParts(at).find(({ type }) => type === 'timeZoneName')?.value;
    if (word && !/^(GMT|UTC)[+-]/.test(word)) return word;
  }
  return undefined;
}

/** An offset as people write it: `UTC+11`, `UTC+5:30`, `UTC`. */
export function offsetText(minutes: number, word = 'UTC'): string {
  if (minutes === 0) return word;
  const size = Math.abs(minutes);
  const rest = size % 60 === 0 ? '' : `:${String(size % 60).padStart(2, '0')}`;
  return `${word}${minutes < 0 ? '-' : '+'}${Math.floor(size / 60)}${rest}`;
}

/**
 * The instants at which clocks of the zone show that wall time (given as if it were UTC), in
 * order: none when clocks jump over it, two when they are turned back.
 */
export function instantsOf(wall: number, zone: Zone): readonly number[] {
  const offsets = new Set([zone.offsetMinutes(wall - dayMs), zone.offsetMinutes(wall + dayMs)]);
  return [...offsets]
    .map((offset) => wall - offset * minuteMs)
    .filter((at) => at + zone.offsetMinutes(at) * minuteMs === wall)
    .sort((a, b) => a - b);
}

/** A change of the zone's offset: the first instant of the new one, and both offsets in minutes. */
export interface ClockChange {
  readonly at: number;
  readonly from: number;
  readonly to: number;
}

/** Every change of the clocks within the window, in order. */
export function clockChanges(zone: Zone, first: number, last: number): readonly ClockChange[] {
  const changes: ClockChange[] = [];
  let before = first;
  while (before < last) {
    const after = Math.min(before + dayMs, last);
    const from = zone.offsetMinutes(before);
    const to = zone.offsetMinutes(after);
    if (from !== to) changes.push({ at: changeBetween(zone, before, after), from, to });
    before = after;
  }
  return changes;
}

function changeBetween(zone: Zone, before: number, after: number): number {
  const from = zone.offsetMinutes(before);
  let low = before;
  let high = after;
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (zone.offsetMinutes(middle) === from) low = middle;
    else high = middle;
  }
  return high;
}
