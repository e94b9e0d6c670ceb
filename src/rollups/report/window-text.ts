import { dateIn, timeIn } from '../../platform/format-time.js';
import { utc, type Zone } from '../../platform/zone.js';

interface Window {
  readonly from: string;
  readonly to: string;
}

const dayMs = 86_400_000;

/** `2018-11-15 UTC (2018-11-15 11:00 to 2018-11-16 11:00 GMT+11)`; only the first in UTC itself. */
export function windowText(window: Window, zone: Zone): string {
  const first = spanText(window, utc);
  return zone === utc ? first : `${first} (${spanText(window, zone)})`;
}

function spanText({ from, to }: Window, zone: Zone): string {
  const [start, end] = [Date.parse(from), Date.parse(to)];
  const [day, last] = [dateIn(start, zone), dateIn(end, zone)];
  const midnights = timeIn(start, zone) === '00:00' && timeIn(end, zone) === '00:00';
  if (midnights && end - start <= 1.1 * dayMs) return `${day} ${zone.abbreviation(start)}`;
  const until = day === last ? timeIn(end, zone) : `${last} ${timeIn(end, zone)}`;
  return `${day} ${timeIn(start, zone)} to ${until} ${zone.abbreviation(start)}`;
}

/** The instant in UTC, and in the zone beside it: `2018-11-16 00:00 UTC (11:00 GMT+11)`. */
export function instantText(iso: string, zone: Zone): string {
  const at = Date.parse(iso);
  const first = `${dateIn(at, utc)} ${timeIn(at, utc)} UTC`;
  if (zone === utc) return first;
  const day = dateIn(at, zone) === dateIn(at, utc) ? '' : `${dateIn(at, zone)} `;
  return `${first} (${day}${timeIn(at, zone)} ${zone.abbreviation(at)})`;
}

/** The window's first day as people say it, in UTC: `Thu 15 Nov 2018`. */
export function dayText({ from }: Pick<Window, 'from'>): string {
  const [weekday, day, month, year] = new Date(from).toUTCString().replace(',', '').split(' ');
  return `${weekday} ${Number(day)} ${month} ${year}`;
}

/** What a place in a report's `series` is: an hour, or a day where the window is longer than three. */
export function stepText({ from, to }: Window): 'by hour' | 'by day' {
  return Date.parse(to) - Date.parse(from) > 3 * dayMs ? 'by day' : 'by hour';
}
