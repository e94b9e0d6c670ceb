import { describe, expect, it } from 'vitest';
import type { SharedLimits } from '../ports.js';
import { randomFrom } from '../seed/random.js';
import { FakeClock } from '../testing/fake-app.js';
import { FakeSharedLimits } from '../testing/fake-shared-limits.js';
import { LimitShares } from './limit-shares.js';
import { RateLimiter, rateLimitHeaders } from './rate-limit.js';

const limit = 60;

/** Processes that count together, and one client. */
function setUp() {
  const clock = new FakeClock();
  const shared = new FakeSharedLimits(clock.monotonic);
  const open = (around: (limits: SharedLimits) => SharedLimits = (limits) => limits) => {
    const limits = shared.open();
    const limiter = new RateLimiter();
    const shares = new LimitShares({ limits: around(limits), route: 'GET /', clock });
    const window = () => limiter.window('client', clock.monotonic(), clock);
    const take = () => shares.take(window(), limit, 'client');
    const told = () => {
      const headers = rateLimitHeaders(window(), limit, clock.monotonic());
      return { remaining: Number(headers[3]), consumed: Number(headers[5]), resetAt: headers[7] };
    };
    return { limits, take, told, window };
  };
  return { clock, shared, open };
}

describe('a limit that all processes share', () => {
  it('lets a client through exactly as often as it says, at one process', async () => {
    const { open } = setUp();
    const { take, limits, told } = open();
    let waited = 0;
    for (let count = 1; count <= limit; count += 1) {
      const admitted = take();
      if (typeof admitted !== 'boolean') waited += 1;
      expect([await admitted, told()]).toMatchObject([
        true,
        { consumed: count, remaining: limit - count },
      ]);
    }
    expect(await take()).toBe(false);
    // The first few, and the last.
    expect(waited).toBeLessThan(15);
    const { asked } = limits.counts;
    expect([take(), take(), limits.counts.asked]).toEqual([false, false, asked]);
  });

  it.each([1, 2, 3, 4, 5, 6, 7, 8])(
    'holds at many processes, whichever is asked: seed %i',
    async (seed) => {
      const random = randomFrom(`limit ${seed}`);
      const { open } = setUp();
      const processes = Array.from({ length: Math.floor(random.between(2, 17)) }, () => open());
      let admitted = 0;
      let whenRefused: number | undefined;
      for (let count = 0; count < 100 * limit; count += 1) {
        const at = Math.floor(random.between(0, processes.length));
        if (await processes[at]?.take()) admitted += 1;
        else whenRefused ??= admitted;
      }
      expect(admitted).toBe(limit);
      expect(whenRefused).toBeGreaterThanOrEqual(0.8 * limit);
    },
  );

  it('is exact for a crowd that comes at once', async () => {
    const { open } = setUp();
    const processes = [open(), open(), open()];
    const all = await Promise.all(
      processes.flatMap(({ take }) => Array.from({ length: 100 }, () => take())),
    );
    expect(all.filter(Boolean)).toHaveLength(limit);
    // A crowd at one process asks twice: the first of it, and all the others.
    for (const { limits } of processes) expect(limits.counts.asked).toBeLessThanOrEqual(3);
  });

  it('begins anew when its window ends, which is one for all', async () => {
    const { clock, open } = setUp();
    const [one, other] = [open(), open()];
    await one.take();
    clock.advance(20_000);
    await other.take();
    expect(other.told().resetAt).toBe(one.told().resetAt);
    for (let count = 0; count < limit; count += 1) await other.take();
    clock.advance(39_999);
    expect(await one.take()).toBe(false);
    clock.advance(1);
    expect([await one.take(), one.told()]).toMatchObject([true, { consumed: 1 }]);
    expect([await other.take(), other.told()]).toMatchObject([true, { consumed: 2 }]);
  });
});

describe('a process that gets no answer', () => {
  it('counts alone, without a promise, from what it knows; and tells of it afterwards', async () => {
    const { open } = setUp();
    const [one, other] = [open(), open()];
    for (let count = 0; count < 8; count += 1) await one.take();
    one.limits.works = false;
    const alone = Array.from({ length: 20 }, () => one.take());
    expect(alone.map((admitted) => typeof admitted)).toContain('boolean');
    expect(await Promise.all(alone)).not.toContain(false);
    one.limits.works = true;
    expect([await one.take(), one.told()]).toMatchObject([true, { consumed: 29 }]);
    await other.take();
    expect(other.told().consumed).toBeGreaterThanOrEqual(30);
  });

  it('lets through no more than the limit by itself', async () => {
    const { open } = setUp();
    const { limits, take } = open();
    limits.works = false;
    const all = Array.from({ length: 2 * limit }, () => take());
    expect(all.filter((admitted) => admitted === true)).toHaveLength(limit);
    limits.works = true;
    expect(await take()).toBe(false);
  });

  it('answers everybody who waits, when the answer does not come', async () => {
    const { open } = setUp();
    const { take } = open((limits) => ({
      ...limits,
      works: true,
      take: async () => {
        await Promise.resolve();
        return undefined;
      },
    }));
    const all = await Promise.all(Array.from({ length: 100 }, () => take()));
    expect(all.filter(Boolean)).toHaveLength(limit);
  });

  it('tells again what was lost there', async () => {
    const { shared, open } = setUp();
    const [one, other] = [open(), open()];
    let admitted = 0;
    for (let count = 0; count < 4 * limit; count += 1) {
      if (count === 30) shared.clear();
      if (await (count % 2 ? one : other).take()) admitted += 1;
    }
    // What is given out before the other has told of its part is given twice.
    expect(admitted).toBeGreaterThanOrEqual(limit);
    expect(admitted).toBeLessThanOrEqual(limit + 8);
  });

  it('goes on refusing whom it knows to be over the limit, whatever is lost there', async () => {
    const { shared, open } = setUp();
    const { take } = open();
    for (let count = 0; count < limit; count += 1) await take();
    shared.clear();
    expect(await take()).toBe(false);
  });
});

it.each([1, 2, 3, 4, 5, 6])(
  'no process lets more through in a window than the limit, whatever happens: seed %i',
  async (seed) => {
    const random = randomFrom(`accidents ${seed}`);
    const { clock, shared, open } = setUp();
    const processes = [open(), open(), open()];
    const admitted = new Map<object, number>();
    const crowd = async () => {
      for (const { take, window } of processes) {
        if (random.chance(0.5)) continue;
        const of = window();
        const all = await Promise.all(
          Array.from({ length: Math.ceil(random.between(0, 12)) }, () => take()),
        );
        const count = (admitted.get(of) ?? 0) + all.filter(Boolean).length;
        admitted.set(of, count);
        expect(count).toBeLessThanOrEqual(limit);
      }
    };
    const accidents = [
      () => shared.clear(),
      () => clock.advance(random.between(0, 30_000)),
      ...processes.map(({ limits }) => () => {
        limits.works = !limits.works;
      }),
    ];
    for (let step = 0; step < 500; step += 1) {
      await crowd();
      if (random.chance(0.2)) accidents[Math.floor(random.between(0, accidents.length))]?.();
    }
    // It would prove nothing of a limit that nobody reaches.
    expect([...admitted.values()].filter((count) => count === limit).length).toBeGreaterThan(1);
  },
);
