import { describe, expect, it } from 'vitest';
import { parseDailyAt, scheduleSettings } from './schedule-settings.js';

describe('the time of the daily report', () => {
  it('is after the last hour of the day is closed', () => {
    expect([parseDailyAt('00:20'), parseDailyAt('06:05')]).toEqual([1_200_000, 21_900_000]);
    for (const text of ['00:19', '24:00', '6:05', '06:5', '', '00:30 CET'])
      expect(() => parseDailyAt(text)).toThrow(/from 00:20 to 23:59/);
  });
});

describe('the times of the note on today', () => {
  const { todayAt } = scheduleSettings;

  it('are any, each once, or never', () => {
    expect(todayAt.parse('16:00, 09:30,16:00')).toEqual(['09:30', '16:00']);
    expect(todayAt.parse('off')).toEqual([]);
    for (const text of ['', '16', '24:00', '16:00,noon', 'off,16:00'])
      expect(() => todayAt.parse(text)).toThrow(/is no time of day such as 16:00, nor off/);
  });
});

describe('the recipients of mail', () => {
  const { mailTo, mailFrom } = scheduleSettings;

  it('are addresses, or nobody', () => {
    expect(mailTo.parse('ada@example.com, Bob <bob@example.com>')).toEqual([
      'ada@example.com',
      'Bob <bob@example.com>',
    ]);
    expect(mailTo.parse('["ada@example.com"]')).toEqual(['ada@example.com']);
    expect(mailTo.parse('none')).toEqual([]);
  });

  it('are refused when one is none', () => {
    for (const text of ['ada', 'ada@example.com,\nBcc: x', '["ada@example.com\\r\\nBcc: x@y.z"]'])
      expect(() => mailTo.parse(text)).toThrow(/is no address/);
    expect(() => mailFrom.parse('catops@a.example\r\nTo: x@y.z')).toThrow(/is no address/);
  });
});
