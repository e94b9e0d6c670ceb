import { describe, expect, it } from 'vitest';
import { type Zone, zoneOf } from '../../platform/zone.js';
import { type AtResult, parseAt } from './parse-at.js';

function zone(name: string): Zone {
  const found = zoneOf(name);
  if (!found) throw new Error(`no zone ${name}`);
  return found;
}

const berlin = zone('Europe/Berlin');

function at(text: string, now = '2026-09-12T01:20:40Z', inZone = berlin): AtResult {
  return parseAt(text, { now: Date.parse(now), zone: inZone });
}

function instant(result: AtResult): string {
  return result.ok ? new Date(result.at).toISOString().replace('.000', '') : result.problem;
}

describe('a time somebody types', () => {
  it.each([
    ['now', '2026-09-12T01:20:40Z'],
    ['10 min ago', '2026-09-12T01:10:40Z'],
    ['10m ago', '2026-09-12T01:10:40Z'],
    ['-10m', '2026-09-12T01:10:40Z'],
    ['-1h30m', '2026-09-11T23:50:40Z'],
    ['1 hour 30 minutes ago', '2026-09-11T23:50:40Z'],
    ['an hour ago', '2026-09-12T00:20:40Z'],
    ['2 days ago', '2026-09-10T01:20:40Z'],
    ['90s ago', '2026-09-12T01:19:10Z'],
    ['03:14', '2026-09-12T01:14:00Z'],
    ['today 03:14', '2026-09-12T01:14:00Z'],
    ['yesterday 21:20', '2026-09-11T19:20:00Z'],
    ['00:10 UTC', '2026-09-12T00:10:00Z'],
    ['2018-11-15T21:20:05+11:00', '2018-11-15T10:20:05Z'],
    ['2018-11-15T10:20Z', '2018-11-15T10:20:00Z'],
    ['2018-11-15 21:20 GMT+11', '2018-11-15T10:20:00Z'],
    ['2018-11-15 21:20 australia/sydney', '2018-11-15T10:20:00Z'],
    ['2026-07-01 12:00', '2026-07-01T10:00:00Z'],
    ['2026-01-01 12:00', '2026-01-01T11:00:00Z'],
    ['2026-01-01 12:00 Asia/Kolkata', '2026-01-01T06:30:00Z'],
  ])('is understood: %s', (text, expected) => {
    expect(instant(at(text))).toBe(expected);
  });

  it('is yesterday when that hour is still to come today, and says so', () => {
    const result = at('21:20');
    expect(result).toEqual({
      ok: true,
      at: Date.parse('2026-09-11T19:20:00Z'),
      precision: 'minute',
      echo: '2026-09-11 21:20 CEST (19:20 UTC)',
      notes: ['21:20 is still to come today: taken as yesterday, 2026-09-11.'],
    });
  });

  it('counts the day in the zone it names, not in the zone of the operator', () => {
    // 01:20 UTC is 11:20 in Sydney: noon there is still to come.
    expect(instant(at('12:00 Australia/Sydney'))).toBe('2026-09-11T02:00:00Z');
    expect(instant(at('11:00 Australia/Sydney'))).toBe('2026-09-12T01:00:00Z');
  });

  it('means now, not yesterday, when the minute is about to begin', () => {
    expect(instant(at('03:21'))).toBe('2026-09-12T01:21:00Z');
  });

  it('keeps a guess as a guess', () => {
    expect(at('~03:10')).toMatchObject({
      precision: 'approx',
      echo: '~2026-09-12 03:10 CEST (01:10 UTC)',
    });
    expect(at('about 10 min ago')).toMatchObject({ precision: 'approx' });
  });

  it('is exact with seconds and to the minute without', () => {
    expect(at('03:10:05')).toMatchObject({ precision: 'exact' });
    expect(at('03:10')).toMatchObject({ precision: 'minute' });
    expect(at('-90s')).toMatchObject({ precision: 'exact' });
  });

  it('is refused when it is still to come', () => {
    expect(instant(at('2026-09-13T10:00Z'))).toBe(
      '"2026-09-13T10:00Z" is 2026-09-13 12:00 CEST (10:00 UTC), which is still to come.',
    );
    expect(at('today 21:20').ok).toBe(false);
  });

  it.each(['', 'soon', '25:00', '12:60', '10 bananas ago', '-', '-10', 'ago', '2026-09-12', '1:2'])(
    'is refused with examples when it is none: "%s"',
    (text) => {
      expect(instant(at(text))).toBe(
        `"${text}" is no time. Write "10 min ago", -10m, 21:20, "yesterday 21:20" or 2018-11-15T21:20+11:00.`,
      );
    },
  );

  it('is refused on a day that is not in the calendar', () => {
    expect(instant(at('2026-02-30 10:00'))).toBe('2026-02-30 is no day of the calendar.');
  });

  it('is refused in a zone nobody knows', () => {
    expect(instant(at('21:20 CEST'))).toBe(
      '"CEST" is no zone. Write Europe/Berlin, UTC or GMT+11.',
    );
    expect(instant(at('21:20 Mars/Olympus'))).toContain('is no zone');
  });

  it('is refused inside the hour that clocks jump over', () => {
    expect(instant(at('2026-03-29 02:30'))).toBe(
      '02:30 does not exist on 2026-03-29 in Europe/Berlin: the clocks go forward over it.',
    );
  });

  it('is the first of two when clocks are turned back, and says how to name the other', () => {
    const now = '2026-10-26T00:00:00Z';
    const first = at('2026-10-25 02:30', now);
    expect(instant(first)).toBe('2026-10-25T00:30:00Z');
    expect(first).toMatchObject({
      notes: [
        '02:30 comes twice on 2026-10-25 in Europe/Berlin: taken as the first, CEST. Write "2026-10-25 02:30 UTC+1" for the second.',
      ],
    });
    expect(instant(at('2026-10-25 02:30 UTC+1', now))).toBe('2026-10-25T01:30:00Z');
  });
});
