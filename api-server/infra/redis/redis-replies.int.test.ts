import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { jsonReply } from '../../http/reply.js';
import { sharedRepliesContract } from '../../http/shared-replies-contract.js';
import type { SharedReplies } from '../../ports.js';
import { fakeData } from '../../testing/fake-app.js';
import { FakeStores } from '../../testing/fake-stores.js';
import { copyOf, restore, startRedis, type TestRedis } from '../../testing/redis-server.js';
import { onRedis, openTestShared, type TestShared } from '../../testing/test-redis.js';

onRedis(() => {
  let redis: TestRedis;
  const opened: TestShared[] = [];
  beforeAll(async () => {
    redis = await startRedis();
  });
  afterEach(async () => {
    for (const shared of opened.splice(0)) shared.close();
    await redis.client.flushall();
  });
  afterAll(() => redis.stop());

  sharedRepliesContract('Redis', async () => {
    const fake = new FakeStores(fakeData());
    const own: TestShared[] = [];
    const latest = async () => fake.stores.changes.latest();
    return {
      open: async () => {
        const shared = await openTestShared(redis.location, fake, ['contract']);
        own.push(shared);
        shared.replies.applied(await latest());
        return shared.replies;
      },
      change: (kind, subject) => fake.change(kind, subject),
      close: async () => {
        for (const shared of own) shared.close();
      },
    };
  });

  const key = 'GET /v1/images/{image_id}-a\n';
  const tags = ['image:a'];
  const day = 86_400_000;
  const cat = jsonReply('"cat"');

  /** A database, and processes on it that have applied all its changes. */
  function setUp(changes: number) {
    const fake = new FakeStores(fakeData());
    for (let count = 0; count < changes; count += 1) fake.change('image', `x${count}`);
    const open = async (at?: number): Promise<SharedReplies> => {
      const shared = await openTestShared(redis.location, fake);
      opened.push(shared);
      shared.replies.applied(at ?? (await fake.stores.changes.latest()));
      return shared.replies;
    };
    return { fake, open };
  }
  const found = async (replies: SharedReplies) => (await replies.find(key, tags)).found?.reply;
  /** Puts the reply there until it is found again. */
  const put = (replies: SharedReplies, reply = cat) =>
    expect
      .poll(async () => {
        (await replies.find(key, tags)).put(reply, day);
        return found(replies);
      })
      .toEqual(reply);

  /** Waits until the process believes what is there. */
  const believes = (replies: SharedReplies) =>
    expect
      .poll(async () => {
        (await replies.find('another', [])).put(cat, day);
        return (await replies.find('another', [])).found;
      })
      .toBeDefined();

  it('forgets all it kept with FLUSHALL, and then keeps again', async () => {
    const { open } = setUp(3);
    const [one, other] = [await open(), await open()];
    await put(one);
    const slow = await one.find(key, tags);
    await redis.client.flushall();
    slow.put(jsonReply('"of the time before"'), day);
    expect(await found(other)).toBeUndefined();
    await put(other);
    await expect.poll(() => found(one)).toEqual(cat);
  });

  it('forgets all it kept when only what it knew of changes is evicted', async () => {
    const { open } = setUp(3);
    const one = await open();
    await put(one);
    const [set] = await redis.client.keys('*:tags');
    await redis.client.del(set ?? '');
    expect(await found(one)).toBeUndefined();
    await put(one, jsonReply('"new"'));
  });

  it('that was restored to an older state believes nothing of what changed since', async () => {
    const { fake, open } = setUp(3);
    const one = await open();
    await put(one);
    const old = await copyOf(redis);
    fake.change('image', 'a');
    one.applied(4);
    await expect.poll(() => atOf(redis)).toBe(4);
    await put(one, jsonReply('"new"'));
    await restore(redis, old);
    // A process that has just started knows nothing of the change but its number.
    const fresh = await open();
    expect(await found(fresh)).toBeUndefined();
    expect(await found(one)).toBeUndefined();
    await expect.poll(() => atOf(redis)).toBe(4);
    expect(await found(fresh)).toBeUndefined();
  });

  it('is told all changes that it missed, by whoever comes', async () => {
    const { fake, open } = setUp(3);
    const one = await open();
    await put(one);
    for (let count = 0; count < 1200; count += 1) fake.change('image', `y${count}`);
    fake.change('image', 'a');
    const fresh = await open();
    await expect.poll(() => atOf(redis)).toBe(1204);
    expect([await found(fresh), await found(one)]).toEqual([undefined, undefined]);
  });

  it('begins anew when it has missed too many changes', async () => {
    const { fake, open } = setUp(0);
    const one = await open();
    await put(one);
    const before = await redis.client.zscore(await setOf(redis), '!epoch');
    for (let count = 0; count < 10_001; count += 1) fake.change('image', `y${count}`);
    const fresh = await open();
    await expect.poll(() => atOf(redis)).toBe(10_001);
    expect(await redis.client.zscore(await setOf(redis), '!epoch')).not.toBe(before);
    // It has not applied what the new beginning takes for granted.
    const slow = await open(5);
    await believes(fresh);
    await expect.poll(async () => (await slow.find('another', [])).found).toBeDefined();
    (await slow.find(key, tags)).put(cat, day);
    await expect.poll(() => redis.client.keys('*')).toHaveLength(3);
    expect([await found(fresh), await found(slow)]).toEqual([undefined, undefined]);
  });

  it('keeps nothing of another database with the same name', async () => {
    const before = setUp(5);
    await put(await before.open());
    const after = setUp(0);
    for (let count = 0; count < 5; count += 1) after.fake.change('breed', `b${count}`);
    const fresh = await after.open();
    await believes(fresh);
    expect(await found(fresh)).toBeUndefined();
    await put(fresh, jsonReply('"new"'));
    const shorter = await setUp(2).open();
    expect(await found(shorter)).toBeUndefined();
    await put(shorter, jsonReply('"newer"'));
  });

  it('keeps only so much about changes, and then believes less', async () => {
    const { fake, open } = setUp(0);
    const one = await open();
    await put(one);
    const set = await setOf(redis);
    for (const seq of [1, 2]) {
      fake.change('image', 'b');
      const members = Array.from({ length: 60_000 }, (_, count) => [seq, `#x${seq}-${count}`]);
      for (let at = 0; at < members.length; at += 10_000) {
        await redis.client.zadd(set, ...members.slice(at, at + 10_000).flat());
      }
    }
    fake.change('image', 'd');
    one.applied(3);
    await expect.poll(() => redis.client.zscore(set, '#image:d')).toBe('3');
    expect(await redis.client.zscore(set, '!floor')).toBe('1');
    expect(await redis.client.zscore(set, '#x1-0')).toBe('1');
    expect(await found(one)).toBeUndefined();
    await put(one);
  });
});

async function setOf(redis: TestRedis): Promise<string> {
  const [set] = await redis.client.keys('*:tags');
  return set ?? '';
}

async function atOf(redis: TestRedis): Promise<number> {
  return Number(await redis.client.zscore(await setOf(redis), '!at'));
}
