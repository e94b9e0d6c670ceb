import { CatopsError } from '../platform/errors.js';
import type { Day, Hour } from './ports.js';

export const hourMs = 3_600_000;
export const dayMs = 86_400_000;

/** How long after its end an hour may still receive files that are on time. */
export const closesAfterMs = 20 * 60_000;

/** All hours of a day. */
export const hoursOfDay: readonly Hour[] = Array.from({ length: 24 }, (_, hour) =>
  String(hour).padStart(2, '0'),
);

/** More days than anybody asks for at once; a slip of the finger in a year is caught. */
const longestWindowDays = 1100;

/** Whether it is a day of the calendar, written `2018-11-15`. */
export function isDay(text: string): text is Day {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const at = Date.parse(`${text}T00:00:00.000Z`);
  return Number.isFinite(at) && dayOf(at) === text;
}

/** Whether it is an hour of a day, `00` to `23`. */
export function isHour(text: string): text is Hour {
  return /^([01]\d|2[0-3])$/.test(text);
}

/** Reads a day as people write it, also `today` and `yesterday`. Throws `usage-invalid`. */
export function parseDay(text: string, now: number): Day {
  if (text === 'today') return dayOf(now);
  if (text === 'yesterday') return dayOf(now - dayMs);
  if (isDay(text)) return text;
  throw new CatopsError('usage-invalid', `"${text}" is no day, UTC.`, {
    hint: 'write it as 2018-11-15, today or yesterday',
  });
}

/** Reads an hour, `7` or `07`. Throws `usage-invalid`. */
export function parseHour(text: string): Hour {
  const hour = text.padStart(2, '0');
  if (text !== '' && isHour(hour)) return hour;
  throw new CatopsError('usage-invalid', `"${text}" is no hour of a day, UTC.`, {
    hint: 'write it as 00 to 23',
  });
}

/** Days from the first to the last, both included. Throws `usage-invalid`. */
export function daysFromTo(from: Day, to: Day): readonly Day[] {
  if (from > to) {
    throw new CatopsError('usage-invalid', `The window ends (${to}) before it begins (${from}).`);
  }
  const count = (startOfDay(to) - startOfDay(from)) / dayMs + 1;
  if (count > longestWindowDays) {
    throw new CatopsError(
      'usage-invalid',
      `${from} to ${to} are ${count} days; at most ${longestWindowDays} can be asked for at once.`,
    );
  }
  return Array.from({ length: count }, (_, index) => addDays(from, index));
}

/** Reads `2018-11-01..2018-11-15`, or one day. Throws `usage-invalid`. */
export function parseDayRange(text: string, now: number): readonly Day[] {
  const [from = '', to = from, ...more] = text.split('..');
  if (more.length > 0) {
    throw new CatopsError('usage-invalid', `"${text}" is no range of days.`, {
      hint: 'write it as 2018-11-01..2018-11-15',
    });
  }
  return daysFromTo(parseDay(from, now), parseDay(to, now));
}

/** The day of an instant, UTC. */
export function dayOf(at: number): Day {
  return new Date(at).toISOString().slice(0, 10);
}

/** The hour of an instant, UTC. */
export function hourOf(at: number): Hour {
  return new Date(at).toISOString().slice(11, 13);
}

export function addDays(day: Day, count: number): Day {
  return dayOf(startOfDay(day) + count * dayMs);
}

/** When a day begins, milliseconds since the epoch. */
export function startOfDay(day: Day): number {
  return Date.parse(`${day}T00:00:00.000Z`);
}

/** When an hour begins, milliseconds since the epoch. */
export function startOfHour(day: Day, hour: Hour): number {
  return startOfDay(day) + Number(hour) * hourMs;
}

/** Whether all that belongs to an hour should have arrived. */
export function isClosed(day: Day, hour: Hour, now: number): boolean {
  return now >= startOfHour(day, hour) + hourMs + closesAfterMs;
}

/** Days with hours that late lines may still change, and today, oldest first. */
export function daysDue(now: number, lateMs: number): readonly Day[] {
  return daysFromTo(dayOf(now - lateMs), dayOf(now));
}

/** Runs of hours that follow each other, in order: `00`–`03`, `07`–`07`. */
export function contiguous(hours: readonly Hour[]): readonly (readonly [Hour, Hour])[] {
  const spans: [Hour, Hour][] = [];
  for (const hour of [...hours].sort()) {
    const last = spans.at(-1);
    if (last && Number(hour) === Number(last[1]) + 1) last[1] = hour;
    else spans.push([hour, hour]);
  }
  return spans;
}
