import { expect, it } from 'vitest';
import {
  contiguous,
  daysDue,
  hourOf,
  isClosed,
  parseDay,
  parseDayRange,
  parseHour,
} from './windows.js';

const now = Date.parse('2018-11-15T21:25:00.000Z');

it('reads days as people write them, in UTC', () => {
  expect(parseDay('2018-11-15', now)).toBe('2018-11-15');
  expect([parseDay('today', now), parseDay('yesterday', now)]).toEqual([
    '2018-11-15',
    '2018-11-14',
  ]);
  expect(hourOf(now)).toBe('21');
});

it('refuses what is no day or hour, in one sentence', () => {
  for (const text of ['2018-02-30', '2018-1-1', '15.11.2018', '', "2018-11-15'; DROP TABLE x"]) {
    expect(() => parseDay(text, now)).toThrow('is no day');
  }
  for (const text of ['24', '-1', '7h', '']) {
    expect(() => parseHour(text)).toThrow('is no hour');
  }
  expect(['7', '07', '23'].map(parseHour)).toEqual(['07', '07', '23']);
});

it('reads ranges, both ends included', () => {
  expect(parseDayRange('2018-10-31..2018-11-02', now)).toEqual([
    '2018-10-31',
    '2018-11-01',
    '2018-11-02',
  ]);
  expect(parseDayRange('2018-11-02', now)).toEqual(['2018-11-02']);
  expect(() => parseDayRange('2018-11-02..2018-11-01', now)).toThrow('before it begins');
  expect(() => parseDayRange('0001-01-01..2018-11-01', now)).toThrow('at most');
  expect(() => parseDayRange('2018-11-01..2018-11-02..2018-11-03', now)).toThrow('no range');
});

it('counts the days that late lines may still change', () => {
  expect(daysDue(now, 48 * 3_600_000)).toEqual(['2018-11-13', '2018-11-14', '2018-11-15']);
});

it('closes an hour twenty minutes after its end', () => {
  expect(isClosed('2018-11-15', '20', now)).toBe(true);
  expect(isClosed('2018-11-15', '20', Date.parse('2018-11-15T21:19:59.999Z'))).toBe(false);
});

it('joins hours that follow each other', () => {
  expect(contiguous(['07', '00', '01', '09', '08'])).toEqual([
    ['00', '01'],
    ['07', '09'],
  ]);
});
