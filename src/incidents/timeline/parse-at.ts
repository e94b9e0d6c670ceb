import { bothTimes, dateIn, timeIn } from '../../platform/format-time.js';
import { instantsOf, offsetText, type Zone, zoneOf } from '../../platform/zone.js';

/** How well a time is known: to the second, to the minute, or roughly (`~`). */
export type AtPrecision = 'exact' | 'minute' | 'approx';

/** A moment somebody named, or one sentence of why the words are none. */
export type AtResult =
  | {
      readonly ok: true;
      /** Milliseconds since the epoch. */
      readonly at: number;
      readonly precision: AtPrecision;
      /** The moment in the operator's zone beside UTC, to be said back. */
      readonly echo: string;
      /** What was assumed, one sentence each: yesterday, the first of two. */
      readonly notes: readonly string[];
    }
  | { readonly ok: false; readonly problem: string };

export interface AtContext {
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** The operator's zone: of times that name none, and of the echo. */
  readonly zone: Zone;
}

const minuteMs = 60_000;
const dayMs = 86_400_000;
/** Somebody who types the minute that is about to begin means now, not yesterday. */
const slackMs = minuteMs;

const examples = '"10 min ago", -10m, 21:20, "yesterday 21:20" or 2018-11-15T21:20+11:00';

type Found = Omit<Extract<AtResult, { ok: true }>, 'ok' | 'echo'>;

/**
 * When something happened, as people type it: `now`, `-1h30m`, `10 min ago`, `21:20` (today, or
 * yesterday when that is still to come), `yesterday 21:20`, ISO 8601; each with `~` before it when
 * it is a guess, the last three with a zone after it (`21:20 Europe/Berlin`, `21:20 GMT+11`).
 */
export function parseAt(text: string, context: AtContext): AtResult {
  const trimmed = text.trim();
  const rough = /^(~|about |around |ca\.? )\s*/i.exec(trimmed);
  const words = rough ? trimmed.slice(rough[0].length) : trimmed;
  const found = relative(words, context) ?? absolute(words, context);
  if (found === undefined) {
    return { ok: false, problem: `"${text}" is no time. Write ${examples}.` };
  }
  if (typeof found === 'string') return { ok: false, problem: found };
  if (found.at > context.now + slackMs) {
    const echo = bothTimes(found.at, context.zone);
    return { ok: false, problem: `"${text}" is ${echo}, which is still to come.` };
  }
  return {
    ok: true,
    ...found,
    precision: rough ? 'approx' : found.precision,
    echo: `${rough ? '~' : ''}${bothTimes(found.at, context.zone)}`,
  };
}

const units: readonly (readonly [RegExp, number])[] = [
  [/^(s|secs?|seconds?)$/, 1000],
  [/^(m|mins?|minutes?)$/, minuteMs],
  [/^(h|hrs?|hours?)$/, 60 * minuteMs],
  [/^(d|days?)$/, dayMs],
];

function relative(text: string, { now }: AtContext): Found | undefined {
  const words = text.toLowerCase();
  if (words === 'now') return { at: now, precision: 'exact', notes: [] };
  const match = /^-(.+)$/.exec(words) ?? /^(.+?)\s*ago$/.exec(words);
  const length = match && lengthOf(String(match[1]));
  if (!length) return undefined;
  // "10 minutes ago" is said to the minute, whatever the second it is said in.
  return {
    at: now - length.ms,
    precision: length.smallest < minuteMs ? 'exact' : 'minute',
    notes: [],
  };
}

function lengthOf(text: string): { ms: number; smallest: number } | undefined {
  const spelt = text.trim().replace(/^an? /, '1 ');
  if (!/^(\d{1,6}(\.\d+)?\s*[a-z]+[\s,]*)+$/.test(spelt)) return undefined;
  let ms = 0;
  let smallest = Number.POSITIVE_INFINITY;
  for (const [, count, unit] of spelt.matchAll(/(\d+(?:\.\d+)?)\s*([a-z]+)/g)) {
    const size = units.find(([pattern]) => pattern.test(String(unit)))?.[1];
    if (size === undefined) return undefined;
    ms += Number(count) * size;
    smallest = Math.min(smallest, size);
  }
  return { ms: Math.round(ms), smallest };
}

const moment =
  /^(?:(\d{4}-\d{2}-\d{2}|today|yesterday)(?:T|\s+))?(\d{1,2}):(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?\s*(.*)$/i;

function absolute(text: string, context: AtContext): Found | string | undefined {
  const match = moment.exec(text);
  if (!match) return undefined;
  const [, day, hour, minute, second, , zoneName] = match;
  const zone = zoneName ? zoneOf(zoneName) : context.zone;
  if (!zone) return `"${zoneName}" is no zone. Write Europe/Berlin, UTC or GMT+11.`;
  const fraction = Math.trunc(Number(`0.${match[5] ?? 0}`) * 1000);
  const clock = { hour: Number(hour), minute: Number(minute), second: Number(second ?? 0) };
  if (clock.hour > 23 || clock.minute > 59 || clock.second > 59) return undefined;
  const inDay = ((clock.hour * 60 + clock.minute) * 60 + clock.second) * 1000 + fraction;
  const found = onDay(day?.toLowerCase(), inDay, zone, context);
  if (typeof found !== 'object') return found;
  return { ...found, precision: second === undefined ? 'minute' : 'exact' };
}

type Placed = Pick<Found, 'at' | 'notes'>;

function onDay(
  day: string | undefined,
  inDay: number,
  zone: Zone,
  { now }: AtContext,
): Placed | string | undefined {
  const today = Date.parse(`${dateIn(now, zone)}T00:00:00Z`);
  if (day === 'today') return placed(today + inDay, zone);
  if (day === 'yesterday') return placed(today - dayMs + inDay, zone);
  if (day !== undefined) {
    const start = Date.parse(`${day}T00:00:00Z`);
    // Date.parse rolls 30 February over instead of refusing it.
    if (Number.isNaN(start) || new Date(start).toISOString().slice(0, 10) !== day) {
      return `${day} is no day of the calendar.`;
    }
    return placed(start + inDay, zone);
  }
  const found = placed(today + inDay, zone);
  if (typeof found === 'object' && found.at <= now + slackMs) return found;
  const before = placed(today - dayMs + inDay, zone);
  if (typeof before === 'string') return before;
  const said = `${timeIn(before.at, zone)} is still to come today: taken as yesterday, ${dateIn(before.at, zone)}.`;
  return { at: before.at, notes: [said, ...before.notes] };
}

function placed(wall: number, zone: Zone): Placed | string {
  const [first, second] = instantsOf(wall, zone);
  const [date, time] = new Date(wall).toISOString().slice(0, 16).split('T');
  if (first === undefined) {
    return `${time} does not exist on ${date} in ${zone.name}: the clocks go forward over it.`;
  }
  if (second === undefined) return { at: first, notes: [] };
  const other = offsetText(zone.offsetMinutes(second));
  const note = `${time} comes twice on ${date} in ${zone.name}: taken as the first, ${zone.abbreviation(first)}. Write "${date} ${time} ${other}" for the second.`;
  return { at: first, notes: [note] };
}
