import { describe, expect, it } from 'vitest';
import { parseWait } from './parse-wait.js';

const bounds = { leastMs: 500, mostMs: 60_000, such: '8s' };

describe('a time that a setting names', () => {
  it.each([
    ['8s', 8000],
    ['8000', 8000],
    ['500ms', 500],
    ['1m', 60_000],
  ])('%s is %i ms', (text, ms) => {
    expect(parseWait(text, bounds)).toBe(ms);
  });

  it.each([
    ['soon', '"soon" is not a time such as 8s'],
    ['0', '"0" is out of bounds: from 500 ms to 60 s, such as 8s'],
    ['2m', '"2m" is out of bounds: from 500 ms to 60 s, such as 8s'],
  ])('%s is refused', (text, sentence) => {
    expect(() => parseWait(text, bounds)).toThrow(sentence);
  });
});
