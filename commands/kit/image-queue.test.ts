import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import type { AdminRequest, QueuedImage } from '../../src/contracts/admin-process.js';
import { CatopsError } from '../../src/platform/errors.js';
import { createTestHost } from '../../src/testing/test-host.js';
import { imagesReview } from '../images/review.js';
import type { Wiring } from './wiring.js';

const waiting = (id: string, originalFilename = 'tom.jpg'): QueuedImage => ({
  ...{ id, accountId: 'account', width: 2, height: 2, originalFilename, state: 'waiting' },
  ...{ createdAt: '2026-11-29T20:00:00.000Z', reviewedAt: null, reason: null },
  ...{ file: `/data/${id}.jpg`, evidence: null },
});

/** What is typed after one another; `Ctrl-C` interrupts, and after the last the input ends. */
interface Given {
  readonly typed: readonly string[];
  readonly images?: readonly QueuedImage[];
  /** Pictures that nobody finds any more, as soon as that is asked of them. */
  readonly gone?: Readonly<Record<string, 'image.look' | 'image.review'>>;
  /** A picture whose file is not where it should be. */
  readonly lost?: string;
  readonly isTerminal?: boolean;
  readonly flags?: { readonly next?: boolean };
  readonly json?: boolean;
}

/** Reviews a queue; each line is typed when something was asked. */
async function review(given: Given) {
  const { typed, images = [waiting('one'), waiting('two')], gone = {}, isTerminal = true } = given;
  const left = [...typed];
  const stdin = Object.assign(new Readable({ read() {} }), { isTTY: isTerminal });
  const type = () => {
    const next = left.shift();
    if (next === 'Ctrl-C') host.interrupt(new CatopsError('interrupted', 'Stopped by SIGINT.'));
    else stdin.push(next === undefined ? null : `${next}\n`);
  };
  const asked: string[] = [];
  const stderr = {
    write(text: string) {
      asked.push(text);
      setImmediate(type);
      return true;
    },
  };
  const stdout = { write: () => true, isTTY: isTerminal, columns: 80, rows: 24 };
  const host = createTestHost({ argv: [], env: { NO_COLOR: '1' }, stdin, stdout, stderr });
  const requests: string[] = [];
  const admin = async (_dataDir: string, request: AdminRequest) => {
    if (request.op === 'image.queue') return { images, total: images.length };
    const { op, id } = request as Extract<AdminRequest, { op: 'image.look' | 'image.review' }>;
    if (gone[id] === op) throw new CatopsError('image-unknown', `No picture has the id "${id}".`);
    if (given.lost === id) throw new CatopsError('local-store-unwritable', 'The file is gone.');
    if (request.op === 'image.look') {
      return { width: 2, height: 2, pixels: Buffer.alloc(12, 150).toString('base64') };
    }
    const { verdict, reason } = request as Extract<AdminRequest, { op: 'image.review' }>;
    requests.push(`${id} ${verdict} ${reason}`);
    return { changed: true, row: images.find((image) => image.id === id) };
  };
  const wiring = { dataDir: () => '/data', admin } as unknown as Wiring;
  const said: string[] = [];
  const outcome = await imagesReview
    .run({
      ...{ wiring, host, args: {}, dryRun: false, json: given.json ?? false, argv: [] },
      flags: { noInput: false, next: given.flags?.next ?? true, limit: undefined },
      say: (line: string) => void said.push(line),
    } as unknown as Parameters<typeof imagesReview.run>[0])
    .then(
      (reply) => reply.text(),
      (error: unknown) => error,
    );
  return { asked, said: said.join('\n'), requests, outcome };
}

describe('a round of looking at pictures', () => {
  it('does what is typed, one picture after the other, and asks again what it cannot be', async () => {
    const images = ['one', 'two', 'three', 'four'].map((id) => waiting(id));
    const typed = ['what?', 'A', 'r', 'no cat in it', 's', 'q'];
    const { asked, requests, outcome } = await review({ typed, images });
    expect(requests).toEqual(['one approved null', 'two rejected no cat in it']);
    expect(asked.map((text) => text.slice(0, 6))).toEqual([
      ...['1 of 4', '1 of 4', '2 of 4', 'Why, f', '3 of 4', '4 of 4'],
    ]);
    expect(outcome).toBe('1 approved, 1 rejected, 1 skipped.');
  });

  it('rejects nothing without a reason, and ends where the input does', async () => {
    const { asked, requests, outcome } = await review({ typed: ['r', '', 'r'] });
    expect(requests).toEqual([]);
    expect(asked.length).toBe(5);
    expect(outcome).toBe('0 approved, 0 rejected, 0 skipped.');
  });

  it('goes on past pictures that are gone before it looks, or before it is told', async () => {
    const images = ['one', 'two', 'three'].map((id) => waiting(id));
    const gone = { one: 'image.look', two: 'image.review' } as const;
    const { said, requests, outcome } = await review({ typed: ['a', 'a'], images, gone });
    expect(requests).toEqual(['three approved null']);
    expect(said).toContain('No picture has the id "one".');
    expect(said).toContain('No picture has the id "two".');
    expect(outcome).toBe('1 approved, 0 rejected, 0 skipped, 2 gone.');
  });

  it('ends where a file is not where it should be: of the other pictures none may be', async () => {
    const { requests, outcome } = await review({ typed: ['a', 'a'], lost: 'two' });
    expect(requests).toEqual(['one approved null']);
    expect(outcome).toMatchObject({ code: 'local-store-unwritable' });
  });

  it('stops at Ctrl-C, also where a reason is asked for, and decides nothing more', async () => {
    for (const typed of [
      ['a', 'Ctrl-C'],
      ['a', 'r', 'Ctrl-C'],
    ]) {
      const { requests, outcome } = await review({ typed });
      expect(requests).toEqual(['one approved null']);
      expect(outcome).toMatchObject({ code: 'interrupted' });
    }
  });

  it('shows a name as harmless text, whatever it holds', async () => {
    const name = '\u001b]0;pwned\u0007\u001b[2J\u202egpj.exe\r\nApproved everything\u009b31m';
    const { said, outcome } = await review({ typed: ['a'], images: [waiting('one', name)] });
    const lines = `${said}\n${outcome}`.split('\n');
    expect(lines.join('')).not.toMatch(/[\p{Cc}\u202e]/u);
    expect(lines.filter((line) => line.startsWith('Approved'))).toHaveLength(1);
  });
});

describe('the queue', () => {
  it('that is empty is said to be, and nothing is asked', async () => {
    expect(await review({ typed: [], images: [] })).toMatchObject({
      ...{ asked: [], outcome: 'No picture waits.' },
    });
  });

  it('is shown its first picture, and how to decide, where nobody can answer', async () => {
    const { asked, said, outcome } = await review({ typed: [], isTerminal: false });
    expect([asked, said]).toEqual([[], '']);
    expect(outcome).toContain('one  tom.jpg, 2×2');
    expect(outcome).toContain('To decide: catops images approve one, or catops images reject one');
  });

  it('is listed without --next, and in JSON, and nothing is asked', async () => {
    for (const given of [{ flags: { next: false } }, { json: true }]) {
      const { asked, outcome } = await review({ typed: [], ...given });
      expect([asked, String(outcome).split('\n').length]).toEqual([[], 4]);
    }
  });
});
