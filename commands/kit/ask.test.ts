import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { CatopsError } from '../../src/platform/errors.js';
import { createTestHost, type TestHost } from '../../src/testing/test-host.js';
import { canAsk, textOrStdin, valueOrAsk } from './ask.js';
import { approvedByTyping, confirmed, type Preview, previewText, shellQuoted } from './preview.js';

const terminal = (typed: string[], env: Record<string, string> = {}): TestHost => {
  const stdout = { write: () => true, isTTY: true };
  const stdin = Object.assign(Readable.from(typed), { isTTY: true });
  return createTestHost({ argv: [], env, stdin, stdout });
};

const preview: Preview = {
  summary: 'Would cancel INC-2026-014.',
  wakes: ['Alice \u001b[31m(03:14 her time)'],
  requests: [
    { target: 'Slack', does: 'headline', method: 'POST', url: 'http://x/api', body: { a: [1] } },
  ],
  notes: [],
};
const missing = { question: 'Title?', write: '<title>' };
const argv = ['catops', 'incident', 'cancel', '014', '--reason', "it's a test", '--yes'];

describe('a question', () => {
  it.each([
    ['a pipe', createTestHost({ argv: [] }), false],
    ['a terminal under CI', terminal([], { CI: 'true' }), false],
    ['a terminal told not to ask', terminal([]), true],
  ])('is never asked on %s', async (_where, host, noInput) => {
    expect(canAsk(host, noInput)).toBe(false);
    await expect(valueOrAsk(host, noInput, missing)).rejects.toThrow(
      /Nothing was given for <title>/,
    );
  });

  it('is answered by the line that is typed', async () => {
    const host = terminal(['  5xx on votes \n', 'ignored\n']);
    expect(await valueOrAsk(host, false, missing)).toBe('5xx on votes');
    expect(host.err()).toBe('Title? ');
  });

  it('that gets no answer is an error that names what to write', async () => {
    await expect(valueOrAsk(terminal([]), false, missing)).rejects.toMatchObject({
      code: 'input-needed',
      hint: 'write <title>',
    });
  });

  it('ends with the interruption when Ctrl-C is pressed instead', async () => {
    const stdin = Object.assign(new Readable({ read() {} }), { isTTY: true });
    const host = createTestHost({ argv: [], stdin, stdout: { write: () => true, isTTY: true } });
    const asked = valueOrAsk(host, false, missing);
    host.interrupt(new CatopsError('interrupted', 'Stopped by SIGINT.'));
    await expect(asked).rejects.toMatchObject({ code: 'interrupted' });
  });
});

describe('a text given as -', () => {
  it('is read from standard input, without its last line break', async () => {
    const host = createTestHost({ argv: [], stdin: Readable.from(['two\nlines\n']) });
    expect(await textOrStdin(host, '-')).toBe('two\nlines');
    expect(await textOrStdin(host, 'x')).toBe('x');
  });
});

describe('before something that cannot be taken back', () => {
  it('a script gets the plan, exit 3 and the command that would go on', async () => {
    const reply = await confirmed(createTestHost({ argv: [] }), preview, {
      yes: false,
      noInput: false,
      argv,
    });
    expect(reply?.exit).toBe('confirmation');
    expect(reply?.data).toMatchObject({ schema: 'catops.plan/v1', confirm: { argv } });
    expect(reply?.text()).toContain(`--reason 'it'\\''s a test' --yes`);
    expect(reply?.text()).not.toContain('\u001b');
  });

  it('a person sees the plan and only yes goes on', async () => {
    const consent = { yes: false, noInput: false, argv };
    const host = terminal(['y\n']);
    expect(await confirmed(host, preview, consent)).toBeUndefined();
    expect(host.err()).toContain('Would wake: Alice (03:14 her time)');
    await expect(confirmed(terminal(['\n']), preview, consent)).rejects.toMatchObject({
      code: 'not-confirmed',
    });
  });

  it('--yes asks nothing', async () => {
    const host = createTestHost({ argv: [] });
    expect(await confirmed(host, preview, { yes: true, noInput: true, argv })).toBeUndefined();
    expect(host.err()).toBe('');
  });

  it('an approval has to be typed exactly, and no flag types it', async () => {
    const consent = { noInput: false, argv, expected: 'publish 3f9a' };
    expect(await approvedByTyping(terminal(['publish 3f9a\n']), preview, consent)).toBeUndefined();
    await expect(approvedByTyping(terminal(['publish\n']), preview, consent)).rejects.toThrow(
      /differs; nothing was done/,
    );
    const reply = await approvedByTyping(createTestHost({ argv: [] }), preview, consent);
    expect(reply?.exit).toBe('confirmation');
  });
});

describe('a preview', () => {
  it('shows every request with its whole body, and nothing that moves the cursor', () => {
    expect(previewText(preview).split('\n')).toEqual([
      'Would cancel INC-2026-014.',
      'Would wake: Alice (03:14 her time)',
      '1. Slack: headline',
      '   POST http://x/api',
      '   {',
      '     "a": [',
      '       1',
      '     ]',
      '   }',
    ]);
  });
});

describe('a word for a shell', () => {
  it.each([
    ['plain-1.2/x', 'plain-1.2/x'],
    ['two words', "'two words'"],
    ['$(rm)', "'$(rm)'"],
    ["it's", "'it'\\''s'"],
    ['', "''"],
  ])('%j is %s', (word, quoted) => {
    expect(shellQuoted(word)).toBe(quoted);
  });
});
