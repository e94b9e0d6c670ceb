import { describe, expect, it } from 'vitest';
import { cellWidth } from '../../src/presentation/cells.js';
import { table } from './table.js';

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
});
