import { dateIn, timeIn } from '../platform/format-time.js';
import { utc } from '../platform/zone.js';

/** A moment in a sentence: `15 Nov 10:20:04 UTC`; without seconds where they are 0. */
export function clockText(at: number): string {
  const [, month = 1, day = ''] = dateIn(at, utc).split('-').map(Number);
  return `${day} ${months[Number(month) - 1]} ${timeIn(at, utc, at % 60_000 !== 0)} UTC`;
}

const months = [
  ...['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun'],
  ...['Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'],
];
