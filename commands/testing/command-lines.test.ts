import { expect, it } from 'vitest';
import { commands } from '../registry.js';
import { catopsLines, createFindFault } from './command-lines.js';

it.each([
  ['npx catops doctor', [['doctor']]],
  [
    'A=b npx --no catops page "disk is \\"full\\"" -s 1 # wakes',
    [['page', 'disk is "full"', '-s', '1']],
  ],
  ["npm ci && npx catops note 'a; b' | cat; catops doctor", [['note', 'a; b'], ['doctor']]],
  ['npx catops page \\\n  "two lines"', [['page', 'two lines']]],
  ['ps | grep "[c]atops"', []],
  ['echo catops doctor', []],
])('reads the command lines of %s', (shell, lines) => {
  expect(catopsLines(shell)).toEqual(lines);
});

it('tells what the parser would not take, one line after the other', async () => {
  const faultOf = createFindFault(commands);
  const lines = [
    ['doctor', '--practice'],
    ['doctor', '--practise'],
    ['doctr'],
    ['incident', 'exec', '014', '--', 'df', '--nonsense'],
    ['incident', 'list', '-n', '0'],
    ['jobs', 'retry'],
    ['doctor'],
  ];
  const faults: (string | undefined)[] = [];
  for (const words of lines) faults.push(await faultOf(words));
  expect(faults.map((fault) => fault?.slice(0, 24))).toEqual([
    undefined,
    "unknown option '--practi",
    "unknown command 'doctr'.",
    undefined,
    '--limit: "0" is not a wh',
    'missing required argumen',
    undefined,
  ]);
});
