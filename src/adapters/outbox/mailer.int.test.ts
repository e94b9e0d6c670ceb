import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type MailMessage, outboxDays } from '../../platform/compose-mail.js';
import { createFiles } from '../local/files.js';
import { createOutboxMailer } from './mailer.js';

const quiet = new AbortController().signal;
const now = Date.UTC(2018, 10, 16, 0, 30);
const mail: MailMessage = {
  key: '2018-11-15-rollup-cats',
  at: now,
  from: { name: 'catops', address: 'catops@example.com' },
  to: [
    { name: 'Ada Mouser', address: 'ada@example.com' },
    { name: '', address: 'grace@example.com' },
  ],
  subject: 'Cats on 2018-11-15: 1,204 sign-ups – 0.4 % errors',
  text: 'The day in numbers\n',
  html: '<!doctype html><title>The day</title><p>in numbers</p>',
};
let parent: string;
let directory: string;

beforeEach(async () => {
  parent = await mkdtemp(join(tmpdir(), 'catops-outbox-'));
  directory = join(parent, 'outbox');
});

afterEach(() => rm(parent, { recursive: true, force: true }));

const outbox = (files = createFiles()) =>
  createOutboxMailer({ directory, files, clock: { now: () => now } });
const sent = async (given: Partial<MailMessage> = {}) => {
  const outcome = await outbox().send({ ...mail, ...given }, quiet);
  if (outcome.kind !== 'done') throw new Error(outcome.message);
  return readFile(join(directory, outcome.value.id), 'utf8');
};
/** Header lines, unfolded. */
const headersOf = (eml: string) =>
  (eml.split('\r\n\r\n')[0] ?? '').replace(/\r\n[ \t]+/g, ' ').split('\r\n');

describe('a mail in the outbox', () => {
  it('has both forms of the text, and nothing that tells who opens it', async () => {
    const eml = await sent();
    const headers = headersOf(eml);
    expect(headers).toEqual(
      expect.arrayContaining([
        'From: catops <catops@example.com>',
        'To: Ada Mouser <ada@example.com>, grace@example.com',
        'Date: Fri, 16 Nov 2018 00:30:00 +0000',
        'Auto-Submitted: auto-generated',
        expect.stringMatching(/^Message-ID: <2018-11-15-rollup-cats\.[0-9a-f]{16}@example\.com>$/),
        expect.stringMatching(/^Content-Type: multipart\/alternative;/),
      ]),
    );
    expect(eml).toContain('Content-Type: text/plain; charset=utf-8');
    expect(eml).toContain('Content-Type: text/html; charset=utf-8');
    expect(eml).not.toMatch(/<img|https?:/);
    expect(eml.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
  });

  it('is the same byte for byte whenever it is written', async () => {
    const first = await sent();
    await rm(directory, { recursive: true });
    expect(await sent()).toBe(first);
  });

  it('is there once, as it was sent first, and can be found', async () => {
    expect(await outbox().find(mail.key, quiet)).toEqual({ kind: 'done', value: null });
    const first = await sent();
    expect(await sent({ subject: 'another attempt, later figures' })).toBe(first);
    const found = await outbox().find(mail.key, quiet);
    expect(found).toMatchObject({ kind: 'done', value: { id: '2018-11-15-rollup-cats.eml' } });
    expect(await readdir(directory)).toEqual(['2018-11-15-rollup-cats.eml']);
  });

  it('is for its owner alone', async () => {
    await sent();
    const modes = await Promise.all(
      [directory, join(directory, `${mail.key}.eml`)].map(async (path) => (await stat(path)).mode),
    );
    expect(modes.map((mode) => (mode & 0o777).toString(8))).toEqual(['700', '600']);
  });

  it('stays as its headers say, whatever is in subject and names', async () => {
    const hostile = 'all is well\r\nBcc: all@example.com\r\n\r\n<script>\u2028X-Evil: 1\u0000';
    const to = [{ name: 'Ada\r\nBcc: x@example.com', address: 'ada@example.com' }];
    const headers = headersOf(
      await sent({ subject: hostile, to, from: { ...mail.from, name: hostile } }),
    );
    const names = headers.map((line) => line.slice(0, line.indexOf(':')).toLowerCase());
    expect(names.sort()).toEqual(
      [
        'auto-submitted',
        'content-type',
        'date',
        'from',
        'message-id',
        'mime-version',
        'subject',
        'to',
      ].sort(),
    );
    expect(headers.find((line) => line.startsWith('To:'))).toMatch(/<ada@example\.com>$/);
  });

  it('reads no file and no address that a text names', async () => {
    const text = { path: '/etc/passwd' } as unknown as string;
    const outcome = await outbox().send({ ...mail, text }, quiet);
    expect(outcome).toMatchObject({ kind: 'refused-before-send' });
  });

  it('is let go after its days, and other files are left alone', async () => {
    await sent();
    const old = new Date(now - (outboxDays + 1) * 86_400_000).toISOString().slice(0, 10);
    await writeFile(join(directory, `${old}-rollup-cats.eml`), 'old');
    await writeFile(join(directory, 'notes.txt'), 'mine');
    await sent({ key: '2018-11-16-rollup-cats' });
    expect(await readdir(directory)).toEqual([
      '2018-11-15-rollup-cats.eml',
      '2018-11-16-rollup-cats.eml',
      'notes.txt',
    ]);
  });

  it('is refused in a sentence by a disk that is full', async () => {
    const full = {
      ...createFiles(),
      replace: async () => {
        throw new Error('no space left on device');
      },
    };
    expect(await outbox(full).send(mail, quiet)).toEqual({
      kind: 'refused-before-send',
      message: 'The outbox: no space left on device',
    });
  });
});
