import { describe, expect, it } from 'vitest';
import { textReply } from './reply.js';
import { type Load, ReplyCache } from './reply-cache.js';

const quiet = { renewed: () => {}, failed: () => {} };

/** A cache, its time, and a database whose answers a test gives by hand. */
function setUp(maxBytes = 1_000_000) {
  const time = { now: 0 };
  const cache = new ReplyCache({ maxBytes, monotonic: () => time.now });
  const running: { answer(body: string): void; fail(error: Error): void }[] = [];
  const load = (more: Partial<Load> = {}): Load => ({
    key: 'k',
    freshMs: 1000,
    staleMs: 5000,
    tags: ['image:a'],
    run: () =>
      new Promise((resolve, reject) => {
        running.push({
          answer: (body) => resolve({ value: textReply(200, body), queries: 1 }),
          fail: reject,
        });
      }),
    ...more,
  });
  const body = () => cache.fresh('k', time.now)?.body.toString();
  return { time, cache, running, load, body };
}

const settled = () => new Promise<void>((resolve) => queueMicrotask(() => queueMicrotask(resolve)));

describe('people who ask for the same thing at once', () => {
  it('are all answered by one load, and only the first is charged for it', async () => {
    const { cache, running, load } = setUp();
    const asked = Array.from({ length: 1000 }, () => cache.obtain(load(), quiet));
    expect(running).toHaveLength(1);
    running[0]?.answer('cat');
    const answers = await Promise.all(asked);
    expect(answers.map(({ queries }) => queries)).toEqual([1, ...Array(999).fill(0)]);
    expect(new Set(answers.map(({ reply }) => reply.body.toString()))).toEqual(new Set(['cat']));
  });

  it('are all told when the load fails, and the next one may try again', async () => {
    const { cache, running, load } = setUp();
    const asked = [cache.obtain(load(), quiet), cache.obtain(load(), quiet)];
    running[0]?.fail(new Error('down'));
    const results = await Promise.allSettled(asked);
    expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    const again = cache.obtain(load(), quiet);
    running[1]?.answer('up');
    expect((await again).outcome).toBe('miss');
  });
});

it('asks again for what was loaded and could not be kept', async () => {
  const { cache, running, load } = setUp();
  const broken = { ...textReply(200, 'x'), headers: textReply(200, 'x', ['A', 'b\r\nc']).headers };
  const failing = cache.obtain(load({ run: async () => ({ value: broken, queries: 1 }) }), quiet);
  await expect(failing).rejects.toThrow('Invalid character');
  const again = cache.obtain(load(), quiet);
  running[0]?.answer('cat');
  expect((await again).reply.body.toString()).toBe('cat');
});

describe('a reply that got old', () => {
  it('is given at once while one load renews it', async () => {
    const { time, cache, running, load, body } = setUp();
    const first = cache.obtain(load(), quiet);
    running[0]?.answer('old');
    await first;
    time.now = 1000;
    expect(body()).toBeUndefined();
    const renewed: number[] = [];
    const listener = { ...quiet, renewed: (queries: number) => renewed.push(queries) };
    const answers = await Promise.all([1, 2, 3].map(() => cache.obtain(load(), listener)));
    expect(answers.map(({ outcome, queries }) => [outcome, queries])).toEqual(
      Array(3).fill(['stale', 0]),
    );
    expect(running).toHaveLength(2);
    running[1]?.answer('new');
    await settled();
    expect([body(), renewed]).toEqual(['new', [1]]);
  });

  it('is still given while the database is ill, which is asked once a second at most', async () => {
    const { time, cache, running, load } = setUp();
    const first = cache.obtain(load(), quiet);
    running[0]?.answer('old');
    await first;
    time.now = 1500;
    expect((await cache.obtain(load(), quiet)).outcome).toBe('stale');
    running[1]?.fail(new Error('down'));
    await settled();
    expect((await cache.obtain(load(), quiet)).reply.body.toString()).toBe('old');
    expect(running).toHaveLength(2);
    time.now = 2600;
    await cache.obtain(load(), quiet);
    expect(running).toHaveLength(3);
  });

  it('is not given when it is older than the policy allows', async () => {
    const { time, cache, running, load } = setUp();
    const first = cache.obtain(load(), quiet);
    running[0]?.answer('old');
    await first;
    time.now = 6000;
    const late = cache.obtain(load(), quiet);
    running[1]?.answer('new');
    expect((await late).reply.body.toString()).toBe('new');
  });
});

describe('something that changes', () => {
  it('takes out what was kept of it and nothing else', async () => {
    const { cache, running, load, body } = setUp();
    const first = cache.obtain(load(), quiet);
    running[0]?.answer('cat');
    await first;
    cache.invalidate('image:b');
    expect(body()).toBe('cat');
    cache.invalidate('image:a');
    expect([body(), cache.size, cache.bytes]).toEqual([undefined, 0, 0]);
  });

  it('while it is loaded is not kept, and nobody who came later is given it', async () => {
    const { cache, running, load, body } = setUp();
    const before = cache.obtain(load(), quiet);
    cache.invalidate('image:a');
    const after = cache.obtain(load(), quiet);
    expect(running).toHaveLength(2);
    running[0]?.answer('old');
    expect((await before).reply.body.toString()).toBe('old');
    expect(body()).toBeUndefined();
    const joined = cache.obtain(load(), quiet);
    running[1]?.answer('new');
    const late = await Promise.all([after, joined]);
    expect(late.map(({ reply }) => reply.body.toString())).toEqual(['new', 'new']);
    expect([body(), running.length]).toEqual(['new', 2]);
  });

  it('is not brought back by an old load that ends last', async () => {
    const { cache, running, load, body } = setUp();
    const before = cache.obtain(load(), quiet);
    cache.invalidate('image:a');
    const after = cache.obtain(load(), quiet);
    running[1]?.answer('new');
    await after;
    running[0]?.answer('old');
    await before;
    expect(body()).toBe('new');
  });
});

describe('the memory of a process', () => {
  it('stays within its bound whatever is asked', async () => {
    const { cache } = setUp(20_000);
    for (let index = 0; index < 200; index += 1) {
      const value = textReply(200, 'x'.repeat(500));
      const run = async () => ({ value, queries: 1 });
      const tags = [`image:${index}`, 'breeds'];
      await cache.obtain({ key: `k${index}`, freshMs: 1, staleMs: 1, tags, run }, quiet);
      expect(cache.bytes).toBeLessThanOrEqual(20_000);
    }
    expect(cache.size).toBeGreaterThan(5);
    cache.invalidate('breeds');
    expect(cache.size).toBe(0);
  });

  it('is counted with the head that is kept ready beside a reply', async () => {
    const { cache } = setUp();
    const keep = async (more: string[]) => {
      const before = cache.bytes;
      const run = async () => ({ value: textReply(200, 'cat', more), queries: 1 });
      await cache.obtain(
        { key: `k${before}`.padEnd(9), freshMs: 1, staleMs: 1, tags: [], run },
        quiet,
      );
      return cache.bytes - before;
    };
    const plain = await keep([]);
    expect(await keep(['Link', 'x'.repeat(500)])).toBe(plain + 'Link: \r\n'.length + 500);
  });

  it('keeps no errors and nothing that would push out all the rest', async () => {
    const { cache } = setUp(20_000);
    const keep = (key: string, status: number, bytes: number) => {
      const value = textReply(status, 'x'.repeat(bytes));
      const run = async () => ({ value, queries: 1 });
      return cache.obtain({ key, freshMs: 1000, staleMs: 1, tags: [], run }, quiet);
    };
    await keep('error', 400, 10);
    await keep('huge', 200, 15_000);
    expect(cache.size).toBe(0);
    await keep('good', 200, 10);
    expect(cache.size).toBe(1);
  });
});
