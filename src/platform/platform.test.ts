import { describe, expect, it } from 'vitest';
import { durationMs, parseDuration } from './duration.js';
import { CatopsError, errorRegistry, exitCodes } from './errors.js';
import { jsonText, printable } from './terminal-text.js';

describe('printable', () => {
  it.each([
    ['a\u001b[31mred\u001b[0m', 'ared'],
    ['title\u001b]0;owned\u0007 end', 'title end'],
    ['open\u001b]8;;http://x\u001b\\link', 'openlink'],
    ['line\nbreak\ttab\u0000nul', 'line break tab nul'],
    ['c1\u009b31m', 'c1 31m'],
    ['rtl\u202egnp.exe', 'rtl gnp.exe'],
    ['arabic\u061cmark', 'arabic mark'],
    ['two\u2028lines\u2029more', 'two lines more'],
    ['Straße 猫 🐈', 'Straße 猫 🐈'],
  ])('%j is harmless on a terminal', (text, shown) => {
    expect(printable(text)).toBe(shown);
  });
});

describe('JSON for a terminal', () => {
  it('keeps every text, and shows nothing that a terminal obeys', () => {
    const value = { name: 'a\u001b[2J\u009b31m\u202eb\u007f\u2028', reason: 'x\ny 猫' };
    for (const text of [jsonText(value), jsonText(value, 2)]) {
      expect(JSON.parse(text)).toEqual(value);
      expect(text).toContain('x\\ny 猫');
      expect(printable(text.replaceAll('\n', ''))).toBe(text.replaceAll('\n', ''));
    }
  });
});

describe('a duration', () => {
  it.each([
    ['250ms', 250],
    ['1.5s', 1500],
    ['5m', 300_000],
    ['1h', 3_600_000],
    ['1d', 86_400_000],
  ])('%s is %d ms', (text, ms) => {
    expect(parseDuration(text)).toBe(ms);
  });

  it.each(['', '5', 's', '-1s', '1 s', '1e3s', '1s1s', 'Infinitys'])('%j is none', (text) => {
    expect(parseDuration(text)).toBeUndefined();
  });

  it('written wrong in our own code throws', () => {
    expect(() => durationMs('xs' as '1s')).toThrow(RangeError);
  });
});

describe('an error', () => {
  it('ends the process as its code says', () => {
    for (const [code, { exit }] of Object.entries(errorRegistry)) {
      const error = new CatopsError(code as keyof typeof errorRegistry, 'It broke.');
      expect(exitCodes[error.exit]).toBe(exitCodes[exit]);
    }
  });

  it('uses the exit codes that scripts rely on', () => {
    expect(Object.values(exitCodes)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 10, 11, 130]);
  });
});
