import type { Day, Hour } from '../ports.js';
import { isDay, isHour } from '../windows.js';

/** A day as a literal. Only days and hours are ever put into a text, and only after this check. */
export function dayLiteral(dt: Day): string {
  if (!isDay(dt)) throw new RangeError('Not a day.');
  return `'${dt}'`;
}

/** An hour as a literal. */
export function hourLiteral(hour: Hour): string {
  if (!isHour(hour)) throw new RangeError('Not an hour.');
  return `'${hour}'`;
}
