import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { systemClock } from '../../../src/platform/node-host.js';
import { sharedLimitsContract } from '../../http/shared-limits-contract.js';
import type { NamingSecret } from '../../ports.js';
import { fakeData } from '../../testing/fake-app.js';
import { FakeStores } from '../../testing/fake-stores.js';
import { startRedis, type TestRedis } from '../../testing/redis-server.js';
import { onRedis, openTestShared, type TestShared } from '../../testing/test-redis.js';

onRedis(() => {
  let redis: TestRedis;
  const opened: TestShared[] = [];
  const open = async (scope: string) => {
    const shared = await openTestShared(redis.location, new FakeStores(fakeData()), [scope]);
    opened.push(shared);
    return shared.limits;
  };
  beforeAll(async () => {
    redis = await startRedis();
  });
  afterAll(async () => {
    for (const shared of opened) shared.close();
    await redis.stop();
  });

  sharedLimitsContract('Redis', async () => ({
    open: () => open('contract'),
    close: async () => {
      for (const shared of opened.splice(0)) shared.close();
    },
  }));

  it('ends what it counts with its window, and names nobody', async () => {
    const limits = await open('keys');
    await redis.client.flushall();
    const ask = { route: 'GET /', client: 'key-4711', limit: 10, need: 1, ahead: 0, owed: 0 };
    await limits.take(ask);
    const keys = await redis.client.keys('*');
    expect(keys).toEqual([expect.stringMatching(/^catops:limits:1:[\w-]{16}:[\w-]{43}$/)]);
    const ends = await redis.client.pttl(keys[0] ?? '');
    expect(ends).toBeGreaterThan(0);
    expect(ends).toBeLessThanOrEqual(60_000);
    await (await open('another API')).take(ask);
    expect(await redis.client.keys('*')).toHaveLength(2);
  });

  it('is not asked by a crowd what it cannot answer in time', async () => {
    const limits = await open('crowd');
    const { asked, failed } = limits.counts;
    const crowd = (name: string) =>
      Promise.all(
        Array.from({ length: 700 }, (_, at) =>
          limits.take({
            ...{ route: 'GET /', client: `${name}-${at}`, limit: 10 },
            ...{ need: 1, ahead: 0, owed: 0 },
          }),
        ),
      );
    const given = await crowd('a');
    expect(given.filter((each) => each?.granted === 1)).toHaveLength(500);
    expect([limits.counts.asked - asked, limits.counts.failed - failed]).toEqual([500, 200]);
    expect((await crowd('b')).filter((each) => each?.granted === 1)).toHaveLength(500);
  });

  it('has the names of clients outlive that Redis is emptied, but not their day', async () => {
    const limits = await open('names');
    const mine = { bytes: randomBytes(32), until: systemClock.monotonic() + 60_000 };
    let current: ReturnType<NamingSecret['current']> = mine;
    const stored = async () => {
      const [key = 'none'] = await redis.client.keys('catops:limits:*:secret');
      return { value: await redis.client.get(key), endsIn: await redis.client.pttl(key) };
    };
    await redis.client.flushall();
    limits.agree({
      current: () => current,
      adopt: (bytes, until) => {
        current = { bytes, until };
      },
    });
    const value = mine.bytes.toString('base64url');
    await expect.poll(stored).toMatchObject({ value });
    await redis.client.flushall();
    // It notices when its connection is another one, or after a while.
    await redis.client.client('KILL', 'TYPE', 'normal', 'SKIPME', 'yes');
    await expect.poll(stored, { timeout: 5000 }).toMatchObject({ value });
    expect((await stored()).endsIn).toBeLessThanOrEqual(60_000);
    expect(current.bytes).toEqual(mine.bytes);
  });
});
