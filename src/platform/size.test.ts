import { expect, it } from 'vitest';
import { parseSize } from './size.js';

it.each([
  ['20GB', 20e9],
  ['1.5 MB', 1.5e6],
  ['10kB', 10e3],
  ['1B', 1],
])('%s is %d bytes', (text, bytes) => {
  expect(parseSize(text)).toBe(bytes);
});

it.each(['', '20', 'GB', '-1GB', '0GB', '20 gigabytes', '1e9GB', '99999999TB'])(
  '"%s" is refused with what would be right',
  (text) => {
    expect(() => parseSize(text)).toThrow(`"${text}" is not a size such as 20GB`);
  },
);
