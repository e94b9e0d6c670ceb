import { expect, it } from 'vitest';
import { blockHtml, figureHtml, htmlPage } from './html-page.js';
import { htmlText } from './html-text.js';

it('gives a page of ours as text: rows as lines, nothing twice, nothing of its style', () => {
  const table = {
    kind: 'table',
    caption: 'By route',
    head: ['Route', 'Requests'],
    rows: [
      ['GET /v1/breeds', '1,204'],
      ['a < b & "c"', '7'],
    ],
  } as const;
  const page = htmlPage('Cats', [
    blockHtml({ kind: 'title', text: 'Cats on Thursday' }),
    blockHtml({ kind: 'paragraph', text: "Nobody's fault." }),
    figureHtml('<svg><title>drawn</title><text>seen</text></svg>', table),
    blockHtml({ kind: 'list', items: ['one', { text: 'two', url: 'https://cats.example' }] }),
  ]);
  expect(htmlText(page)).toBe(
    [
      'Cats on Thursday',
      '',
      "Nobody's fault.",
      '',
      'By route',
      '',
      'By route',
      'Route   Requests',
      'GET /v1/breeds   1,204',
      'a < b & "c"   7',
      '',
      '- one',
      '- two',
    ].join('\n'),
  );
});
