import { expect, it } from 'vitest';
import { readFeedFile } from './feed-file.js';
import { readCsv } from './read-csv.js';

const csv = (text: string, column: string | null = null) =>
  readFeedFile({ format: 'csv', field: column }, text);
const json = (text: string, field: string | null = null) =>
  readFeedFile({ format: 'json', field }, text);

it('reads CSV as RFC 4180 has it, with a byte order mark and any line ends', () => {
  const text = '\ufeffid,name\r\n1,"Cat, the ""first"""\n\n2,"two\nlines"\r3,';
  expect(readCsv(text)).toEqual({
    rows: [
      { line: 1, fields: ['id', 'name'] },
      { line: 2, fields: ['1', 'Cat, the "first"'] },
      { line: 4, fields: ['2', 'two\nlines'] },
      { line: 6, fields: ['3', ''] },
    ],
  });
});

it('takes the first column, or the one that is named', () => {
  expect(csv('id,name\n1,a\n2,b\n')).toEqual({ values: ['1', '2'] });
  expect(csv('id,name\n1,a\n2,b\n', 'name')).toEqual({ values: ['a', 'b'] });
});

it('takes a JSON list of values, or a field of its objects', () => {
  expect(json('["a", 2, true]')).toEqual({ values: ['a', '2', 'true'] });
  expect(json('[{"id":7},{"id":"x"}]', 'id')).toEqual({ values: ['7', 'x'] });
});

it('reads a hundred thousand rows, and no more', () => {
  const rows = (count: number) => `id\n${Array.from({ length: count }, (_, i) => i).join('\n')}`;
  const read = csv(rows(100_000));
  expect('values' in read && read.values.length).toBe(100_000);
  expect(csv(rows(100_001))).toEqual({
    reason: 'has 100001 values; a feed has at most 100000',
  });
});

it.each([
  [csv(''), 'is empty'],
  [csv('id\n'), 'has no rows'],
  [csv('id,name\n1,a', 'nope'), 'has no column "nope"; known are id, name'],
  [csv('id,name\n1,a\n2'), 'line 3: it has 1 fields, and the first line 2'],
  [csv('id\n1\n"'), 'line 3: a quote is never closed'],
  [csv('id\na"b'), 'line 2: a quote is in the middle of a field'],
  [csv('id,n\n1,a\n,b'), 'line 3: the value is empty'],
  [csv('id\n"a\nb"'), 'line 2: the value has a line break'],
  [json('{'), 'is not JSON'],
  [json('{}'), 'is not a list'],
  [json('[]'), 'has no rows'],
  [json('["a", {}]'), 'item 2 is no text or number'],
  [json('[{"id":1},{"uid":1}]', 'id'), 'item 2 has no field "id" with a value'],
])('says in which line what is wrong: %o', (read, reason) => {
  expect(read).toMatchObject({ reason: expect.stringContaining(reason) });
});
