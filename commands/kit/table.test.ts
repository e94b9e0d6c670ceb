import { describe, expect, it } from 'vitest';
import { cellWidth, fit, table } from './table.js';

describe('the width of a text', () => {
  it.each([
    ['abc', 3],
    ['é', 1],
    ['e\u0301', 1],
    ['猫', 2],
    ['🐈', 2],
    ['👩‍🚒', 2],
    ['✓', 1],
    ['', 0],
  ])('%j takes %d cells', (text, cells) => {
    expect(cellWidth(text)).toBe(cells);
  });
});

describe('a table', () => {
  const columns = [
    { title: 'ID' },
    { title: 'N', align: 'right' },
    { title: 'T', flexible: true },
  ] as const;

  it('lines columns up by what a terminal shows, with no spaces at the end of a line', () => {
    expect(
      table(columns, [
        ['猫', '7', 'wide'],
        ['abcd', '12', ''],
      ]),
    ).toBe(['ID     N  T', '猫     7  wide', 'abcd  12'].join('\n'));
  });

  it('cuts only the column that may be cut, so that no line is too long', () => {
    const text = table(columns, [['abc', '1', 'a title that is much too long for it']], 24);
    expect(text.split('\n').map(cellWidth)).toEqual([9, 24]);
    expect(text).toContain('abc  1  a title that is…');
  });

  it('never cuts a character in two', () => {
    expect(fit('🐈🐈🐈', 4)).toBe('🐈…');
  });
});
