import { offsetText, utc, type Zone } from './zone.js';

const minuteMs = 60_000;

function wallParts(at: number, zone: Zone): string {
  return new Date(at + zone.offsetMinutes(at) * minuteMs).toISOString();
}

/** The date clocks of the zone show at that instant: `2018-11-15`. */
export function dateIn(at: number, zone: Zone): string {
  return wallParts(at, zone).slice(0, -14);
}

/** The time of day clocks of the zone show at that instant: `21:20`, with `:05` when asked. */
export function timeIn(at: number, zone: Zone, seconds = false): string {
  return wallParts(at, zone).slice(-13, seconds ? -5 : -8);
}

/** Date, time and zone: `2018-11-15 21:20 GMT+11`. */
export function momentIn(at: number, zone: Zone): string {
  return `${dateIn(at, zone)} ${timeIn(at, zone)} ${zone.abbreviation(at)}`;
}

/** In the zone beside UTC: `2018-11-15 21:20 GMT+11 (10:20 UTC)`; the date again when it differs. */
export function bothTimes(at: number, zone: Zone): string {
  if (zone === utc) return momentIn(at, utc);
  const day = dateIn(at, utc) === dateIn(at, zone) ? '' : `${dateIn(at, utc)} `;
  return `${momentIn(at, zone)} (${day}${timeIn(at, utc)} UTC)`;
}

/** The zone by name with its offset at that instant: `Europe/Berlin (CEST, UTC+2)`. */
export function zoneTitle(at: number, zone: Zone): string {
  const word = zone.abbreviation(at);
  const offset = offsetText(zone.offsetMinutes(at));
  const detail = [word, offset].filter((text, index, all) => all.indexOf(text) === index);
  if (zone.name === word)
    return zone.name === offset || zone === utc ? word : `${word} (${offset})`;
  return `${zone.name} (${detail.join(', ')})`;
}

/** A length of time in words: `11 h`, `1 d 16 h 17 min`, `45 s`. */
export function lengthText(ms: number): string {
  const seconds = Math.round(ms / 1000);
  if (seconds < 60) return `${seconds} s`;
  const units = [
    [Math.floor(seconds / 86_400), 'd'],
    [Math.floor(seconds / 3600) % 24, 'h'],
    [Math.floor(seconds / 60) % 60, 'min'],
    [seconds < 600 ? seconds % 60 : 0, 's'],
  ] as const;
  return units
    .filter(([count]) => count > 0)
    .map(([count, unit]) => `${count} ${unit}`)
    .join(' ');
}
