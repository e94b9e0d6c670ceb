import { describe, expect, it } from 'vitest';
import { scanTerms } from './scan-terms.js';

function found(text: string, denied: readonly string[] = []): string[] {
  return scanTerms(text, denied).map(({ kind, found: words }) => `${kind}: ${words}`);
}

describe('before anything is published, a reader is asked about', () => {
  it.each([
    ['the database db-1.prod.internal is slow', 'host: db-1.prod.internal'],
    [
      'moved to main.abc123.eu-west-1.rds.amazonaws.com',
      'host: main.abc123.eu-west-1.rds.amazonaws.com',
    ],
    ['host ip-10-0-3-7 restarted', 'host: ip-10-0-3-7'],
    ['from 10.12.0.7 on', 'ip-address: 10.12.0.7'],
    ['from 2001:db8:0:1::7 on', 'ip-address: 2001:db8:0:1::7'],
    ['from fe80:0:0:0:1:2:3:4 on', 'ip-address: fe80:0:0:0:1:2:3:4'],
    [
      'see arn:aws:rds:eu-west-1:123456789012:db:main',
      'arn: arn:aws:rds:eu-west-1:123456789012:db:main',
    ],
    ['account 123456789012', 'account-id: 123456789012'],
    ['ask alex.k@example.org', 'e-mail: alex.k@example.org'],
    ['thanks to @alexk', 'handle: @alexk'],
    ['thanks to <@U012AB3CD>', 'handle: <@U012AB3CD>'],
    ['tracked in https://trello.com/c/abcd', 'ticket: https://trello.com/c/abcd'],
    ['tracked in OPS-1234', 'ticket: OPS-1234'],
    ['this is INC-2026-014', 'internal-id: INC-2026-014'],
    ['key AKIAABCDEFGHIJKLMNOP', 'secret: AKIAABCDEFGHIJKLMNOP'],
    ['It will be fixed by 18:00.', 'promised-end: fixed by 18:00'],
    ['ETA is an hour', 'promised-end: ETA is an hour'],
    ['We expect to be back within 30 minutes', 'promised-end: back within 30 minutes'],
  ])('%s', (text, finding) => {
    expect(found(text)).toEqual([finding]);
  });

  it('words of the deny list, without case, across any space, as whole words', () => {
    expect(found('For Acme  Corp. and ACME corporation', ['acme corp'])).toEqual([
      'denied-term: Acme  Corp',
    ]);
    expect(found('C++ (beta) is out', ['c++ (beta)'])).toEqual(['denied-term: C++ (beta)']);
    expect(found('anything', ['', '  '])).toEqual([]);
  });

  it('each thing once, with its line, in the order they stand', () => {
    const findings = scanTerms('fine\n@alexk wrote to 10.0.0.1\nand db.local');
    expect(findings.map(({ line, kind }) => [line, kind])).toEqual([
      [2, 'handle'],
      [2, 'ip-address'],
      [3, 'host'],
    ]);
  });

  it.each([
    '# Service incident',
    'Status: resolved',
    'Started: 2018-11-15 10:20 UTC',
    '**2018-11-17 02:37 UTC, resolved**',
    'Response times are back to about 15 ms; version 1.2.3 is live on all servers.',
    'Requests to GET /v1/images/{image_id}/analysis were answered 503 (HTTP-503, UTF-8, SHA-256).',
    'Resolved within the database layer; 20700 images were not affected.',
    'The fix was put live at 12:30:05.',
  ])('nothing in a plain sentence: %s', (text) => {
    expect(found(text)).toEqual([]);
  });
});
