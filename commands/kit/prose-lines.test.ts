import { expect, it } from 'vitest';
import { proseLines } from './prose-lines.js';

it('lays Markdown out for a terminal', () => {
  const markdown = [
    'A paragraph that **somebody** wrote in',
    'two lines, with a [link](other.md).',
    '',
    '- an item that goes',
    '  on',
    '',
    '| It says | Do |',
    '| --- | --- |',
    '| the disk is full, and nothing can be written | free space |',
    '| \u001b[31mred | `df -h` |',
    '',
    '```',
    'left   as it is, however wide that may be for such a narrow terminal',
    '```',
  ].join('\n');
  expect(proseLines(markdown, 40, '  ')).toEqual([
    '  A paragraph that somebody wrote in two',
    '  lines, with a link.',
    '',
    '  - an item that goes on',
    '',
    '  - the disk is full, and nothing can be',
    '    written → free space',
    '  - red → `df -h`',
    '',
    '  ',
    '  left   as it is, however wide that may be for such a narrow terminal',
    '  ',
  ]);
});
