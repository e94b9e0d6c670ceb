import { describe, expect, it } from 'vitest';
import { bothTimes, lengthText, zoneTitle } from './format-time.js';
import { clockChanges, instantsOf, type Zone, zoneOf } from './zone.js';

function zone(name: string): Zone {
  const found = zoneOf(name);
  if (!found) throw new Error(`no zone ${name}`);
  return found;
}

const november = Date.parse('2018-11-15T10:20:00Z');

describe('a zone', () => {
  it.each([
    ['UTC', 'UTC'],
    ['Europe/Berlin', 'Europe/Berlin (CET, UTC+1)'],
    ['australia/sydney', 'Australia/Sydney (AEDT, UTC+11)'],
    ['Asia/Tokyo', 'Asia/Tokyo (UTC+9)'],
    ['Asia/Kolkata', 'Asia/Calcutta (UTC+5:30)'],
    ['America/New_York', 'America/New_York (EST, UTC-5)'],
    ['GMT+11', 'GMT+11 (UTC+11)'],
    ['Etc/GMT-11', 'GMT+11 (UTC+11)'],
    ['+05:30', 'UTC+5:30'],
    ['utc-3', 'UTC-3'],
  ])('is named with its offset: %s', (name, title) => {
    // The spelling of some names (Calcutta, Kolkata) follows the ICU data of the Node that runs.
    expect(zoneTitle(november, zone(name)).replace('Kolkata', 'Calcutta')).toBe(title);
  });

  it.each(['EST', 'CEST', 'Nowhere/City', '', '+15', '11', 'Europe/Berlin; rm'])(
    'is refused when it could mean another place or none: "%s"',
    (name) => {
      expect(zoneOf(name)).toBeUndefined();
    },
  );

  it('shows a moment beside UTC, with the other date when the days differ', () => {
    expect(bothTimes(november, zone('GMT+11'))).toBe('2018-11-15 21:20 GMT+11 (10:20 UTC)');
    expect(bothTimes(Date.parse('2018-11-15T21:30:00Z'), zone('GMT+11'))).toBe(
      '2018-11-16 08:30 GMT+11 (2018-11-15 21:30 UTC)',
    );
    expect(bothTimes(november, zone('UTC'))).toBe('2018-11-15 10:20 UTC');
  });

  it('finds both changes of the clocks in a year, to the millisecond', () => {
    const changes = clockChanges(
      zone('Europe/Berlin'),
      Date.parse('2026-01-01T00:00:00Z'),
      Date.parse('2027-01-01T00:00:00Z'),
    );
    expect(changes).toEqual([
      { at: Date.parse('2026-03-29T01:00:00Z'), from: 60, to: 120 },
      { at: Date.parse('2026-10-25T01:00:00Z'), from: 120, to: 60 },
    ]);
    expect(clockChanges(zone('GMT+11'), 0, november)).toEqual([]);
  });

  it('gives back every instant whose clocks show the wall time', () => {
    // Whatever the instant, its wall time leads back to it (and to its twin when there is one).
    for (const name of ['Europe/Berlin', 'Australia/Lord_Howe', 'America/New_York', 'GMT-3']) {
      const place = zone(name);
      for (let hour = 0; hour < 24 * 366; hour += 7) {
        const at = Date.parse('2026-01-01T00:30:00Z') + hour * 3_600_000;
        const wall = at + place.offsetMinutes(at) * 60_000;
        expect(instantsOf(wall, place)).toContain(at);
      }
    }
  });
});

describe('a length of time', () => {
  it.each([
    [0, '0 s'],
    [45_000, '45 s'],
    [600_000, '10 min'],
    [95_000, '1 min 35 s'],
    [11 * 3_600_000 + 10 * 60_000, '11 h 10 min'],
    [40 * 3_600_000 + 17 * 60_000, '1 d 16 h 17 min'],
    [86_400_000, '1 d'],
  ])('is written with its units: %d ms', (ms, text) => {
    expect(lengthText(ms)).toBe(text);
  });
});
