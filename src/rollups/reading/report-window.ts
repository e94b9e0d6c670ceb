import { CatopsError } from '../../platform/errors.js';
import type { Day, Hour } from '../ports.js';
import {
  addDays,
  dayMs,
  dayOf,
  daysFromTo,
  hourMs,
  hourOf,
  startOfDay,
  startOfHour,
} from '../windows.js';

/** Whole hours, milliseconds since the epoch, the end not included. */
export interface ReportWindow {
  readonly from: number;
  readonly to: number;
}

/** Up to so long, a series has a value an hour; beyond, a day. */
const hourlyUpToMs = 3 * dayMs;

/** The window of some days, the last one included, or of one hour of a day. */
export function windowOf(from: Day, to: Day, hour: Hour | null = null): ReportWindow {
  const days = daysFromTo(from, to);
  if (hour === null) return { from: startOfDay(from), to: startOfDay(to) + dayMs };
  if (days.length > 1) {
    throw new CatopsError('usage-invalid', 'An hour is an hour of one day, not of several.');
  }
  const start = startOfHour(from, hour);
  return { from: start, to: start + hourMs };
}

/** Days that a window touches, oldest first. */
export function daysOf({ from, to }: ReportWindow): readonly Day[] {
  return daysFromTo(dayOf(from), dayOf(to - 1));
}

/** Whether a window is whole days: accounts and images are kept by day. */
export function isWholeDays({ from, to }: ReportWindow): boolean {
  return from % dayMs === 0 && to % dayMs === 0;
}

/** Hours of a window, `2018-11-15T21`, oldest first. */
export function hoursOf({ from, to }: ReportWindow): readonly string[] {
  return Array.from({ length: (to - from) / hourMs }, (_, index) =>
    hourText(from + index * hourMs),
  );
}

/** `2018-11-15T21` */
export function hourText(at: number): string {
  return `${dayOf(at)}T${hourOf(at)}`;
}

/** What the values of a series stand for: hours, or days of a longer window. */
export function slotsOf(window: ReportWindow): readonly string[] {
  return isHourly(window) ? hoursOf(window) : daysOf(window);
}

/** Whether a series of the window has a value an hour. */
export function isHourly({ from, to }: ReportWindow): boolean {
  return to - from <= hourlyUpToMs;
}

/** The same window so many days before. */
export function daysBefore(window: ReportWindow, days: number): ReportWindow {
  return {
    from: startOfDay(addDays(dayOf(window.from), -days)) + (window.from % dayMs),
    to: window.to - days * dayMs,
  };
}
