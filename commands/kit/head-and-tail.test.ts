import { describe, expect, it } from 'vitest';
import { HeadAndTail } from './head-and-tail.js';

function kept(...chunks: string[]) {
  const heard = new HeadAndTail();
  for (const chunk of chunks) heard.add(Buffer.from(chunk));
  return heard.text();
}

describe('what is kept of an output', () => {
  it('is all of it when it is short', () => {
    expect(kept('one\n', 'two\n')).toEqual({ head: 'one\ntwo\n', tail: '', omittedBytes: 0 });
    const longer = 'x'.repeat(6000);
    expect(kept(longer)).toEqual({ head: longer, tail: '', omittedBytes: 0 });
  });

  it('is its first and its last lines when it is long, and the rest is counted', () => {
    const lines = Array.from({ length: 4000 }, (_, i) => `line ${i}\n`);
    const { head, tail, omittedBytes } = kept(...lines);
    expect(head).toMatch(/^line 0\n[\s\S]*\n$/);
    expect(tail).toMatch(/^line \d+\n[\s\S]*line 3999\n$/);
    expect(head.length + tail.length + omittedBytes).toBe(lines.join('').length);
    expect(head.length + tail.length).toBeLessThan(12_500);
  });

  it('never holds one half of a word that was cut', () => {
    const secret = 'SECRET'.repeat(5);
    const { head, tail } = kept(`${'a'.repeat(4080)} ${secret} ${'b'.repeat(20_000)} end`);
    expect(`${head}${tail}`).not.toMatch(/SECRET/);
    expect(kept('z'.repeat(30_000))).toEqual({ head: '', tail: '', omittedBytes: 30_000 });
  });
});
