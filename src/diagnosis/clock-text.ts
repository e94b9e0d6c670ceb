import { dateIn, timeIn } from '../platform/format-time.js';
import { utc, type Zone } from '../platform/zone.js';

/**
 * A moment in a sentence, in the reader's zone beside UTC: `15 Nov 11:20:04 CET (10:20:04 UTC)`;
 * without seconds where they are 0, the date again where it differs.
 */
export function clockText(at: number, zone: Zone): string {
  const time = (of: Zone) => timeIn(at, of, at % 60_000 !== 0);
  const here = `${dayText(at, zone)} ${time(zone)} ${zone.abbreviation(at)}`;
  if (zone === utc) return here;
  const day = dateIn(at, utc) === dateIn(at, zone) ? '' : `${dayText(at, utc)} `;
  return `${here} (${day}${time(utc)} UTC)`;
}

function dayText(at: number, zone: Zone): string {
  const [, month = 1, day = ''] = dateIn(at, zone).split('-').map(Number);
  return `${day} ${months[Number(month) - 1]}`;
}

const months = [
  ...['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun'],
  ...['Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'],
];
