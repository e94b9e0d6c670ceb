import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, expect, it } from 'vitest';
import { apiSettings } from './config.js';
import type { RedisLocation } from './infra/redis/redis-location.js';
import { type Random, randomFrom } from './seed/random.js';
import { type FakeApp, fakeData, goodKey, openFakeApp } from './testing/fake-app.js';
import { FakeStores } from './testing/fake-stores.js';
import { startRedis, type TestRedis } from './testing/redis-server.js';
import { onRedis, openTestShared, type TestShared } from './testing/test-redis.js';

const limit = 20;

onRedis(() => {
  let redis: TestRedis;
  const opened: TestShared[] = [];
  afterEach(async () => {
    for (const shared of opened.splice(0)) shared.close();
    await redis.stop();
  });

  const open = async (answerMs?: number, location: RedisLocation = redis.location) => {
    const fake = new FakeStores(fakeData());
    const shared = await openTestShared(location, fake, ['test'], answerMs);
    opened.push(shared);
    const config = { keylessLimit: limit, keyedLimit: limit };
    return Object.assign(await openFakeApp({ fake, shared, config }), { shared });
  };
  type Server = Awaited<ReturnType<typeof open>>;
  const twoServers = async (): Promise<[Server, Server]> => {
    const [one, other] = [await open(), await open()];
    await areShared(one, other);
    return [one, other];
  };

  let visitors = 0;
  /** Who asks without a key and has not asked before. */
  const newcomer = () => {
    visitors += 1;
    return `192.0.2.${visitors}`;
  };
  const asks = async (server: FakeApp, times: number, from: string, key?: string) => {
    const options = { from, ...(key !== undefined && { key }) };
    const answers = await Promise.all(
      Array.from({ length: times }, () => server.ask('/v1/breeds', options)),
    );
    for (const { status } of answers) expect([200, 429]).toContain(status);
    return answers.filter(({ status }) => status === 200).length;
  };
  /** A new client that uses its limit up at one is refused by the other. */
  const areShared = (one: Server, other: Server) =>
    expect
      .poll(async () => {
        const from = newcomer();
        return [await asks(one, limit, from), await asks(other, 1, from)];
      })
      .toEqual([limit, 0]);

  it('are counted by two servers together, exactly', async () => {
    redis = await startRedis();
    const [one, other] = await twoServers();
    for (const key of [undefined, goodKey]) {
      const from = newcomer();
      const both = [asks(one, 15, from, key), asks(other, 15, from, key)];
      const [first = 0, second = 0] = await Promise.all(both);
      expect(first + second).toBe(limit);
    }
    let admitted = 0;
    const from = newcomer();
    for (let turn = 0; turn < 2 * limit; turn += 1) {
      admitted += await asks(turn % 3 ? one : other, 1, from);
    }
    expect(admitted).toBe(limit);
    const vote = { method: 'POST', key: goodKey, body: { image_id: 'ebv', value: 1 } };
    const votes = [];
    for (let count = 0; count < 6; count += 1) votes.push(await one.ask('/v1/votes', vote));
    // A young route has a quarter of the limit.
    expect(votes.map(({ status }) => status)).toEqual([201, 201, 201, 201, 201, 429]);
    const refused = await other.ask('/v1/breeds', { from });
    expect(refused.headers).toMatchObject({ 'ratelimit-remaining': '0', 'retry-after': '60' });
  });

  it('are each server’s own while Redis is lost, and shared when it is back', async () => {
    redis = await startRedis();
    const [one, other] = await twoServers();
    const before = newcomer();
    expect(await asks(one, limit, before)).toBe(limit);
    const load = newcomer();
    const during = asks(one, 500, load);
    await redis.kill();
    await during;
    expect([await asks(one, 50, before), await asks(one, 50, newcomer())]).toEqual([0, limit]);
    const known = newcomer();
    expect([await asks(one, 15, known), await asks(other, 15, known)]).toEqual([15, 15]);
    await redis.restart();
    await areShared(one, other);
    // What each let through alone is told, so together it is more than the limit.
    expect(await asks(one, 1, known)).toBe(1);
    expect(await asks(other, 5, known)).toBe(0);
  });

  it('cost one request its while when Redis hangs', async () => {
    redis = await startRedis();
    const one = await open(apiSettings.redisAnswerMs.fallback);
    await areShared(one, await open());
    const { asked } = one.shared.limits.counts;
    redis.pause();
    const visitors = Array.from({ length: 30 }, newcomer);
    for (const from of visitors) expect(await asks(one, 1, from)).toBe(1);
    expect(one.shared.limits.counts.asked - asked).toBeLessThanOrEqual(1);
    expect(await asks(one, 50, newcomer())).toBe(limit);
    redis.resume();
  });

  it('cost no request its answer when Redis is now slow and now too slow', async () => {
    redis = await startRedis();
    const slow = await startSlowProxy(redis.port, randomFrom('slow'));
    try {
      const location = { ...redis.location, port: slow.port };
      const servers = [await open(30, location), await open(30, location)];
      const from = newcomer();
      const admitted = [0, 0];
      for (let turn = 0; turn < 25; turn += 1) {
        const both = await Promise.all(servers.map((server) => asks(server, 4, from)));
        for (const [at, count] of both.entries()) admitted[at] = (admitted[at] ?? 0) + count;
      }
      expect(admitted.reduce((sum, each) => sum + each, 0)).toBeGreaterThanOrEqual(limit / 2);
      for (const each of admitted) expect(each).toBeLessThanOrEqual(limit);
    } finally {
      slow.stop();
    }
  });

  it.each<[string, (redis: TestRedis) => Promise<unknown>]>([
    ['full', ({ client }) => client.config('SET', 'maxmemory', '1')],
    ['a replica', ({ client }) => client.call('REPLICAOF', '127.0.0.1', '1')],
    [
      'closed to us',
      ({ client }) => client.call('ACL', 'SETUSER', 'default', '-eval', '-@scripting'),
    ],
  ])('are each server’s own while Redis is %s', async (_, ill) => {
    redis = await startRedis('--maxmemory-policy', 'noeviction');
    const [one, other] = await twoServers();
    await ill(redis);
    const from = newcomer();
    expect([await asks(one, 50, from), await asks(other, 50, from)]).toEqual([limit, limit]);
    expect(one.shared.limits.counts.failed).toBeGreaterThan(0);
    expect(one.shared.state.reason).toMatch(/OOM|READONLY|NOPERM/);
  });

  it('are each server’s own where somebody else has keys of our names', async () => {
    redis = await startRedis();
    const [one, other] = await twoServers();
    const keys = async () => (await redis.client.keys('catops:limits:*')).filter(isCount);
    const isCount = (key: string) => !key.endsWith(':secret');
    await redis.client.del(await keys());
    const from = newcomer();
    await asks(one, 1, from);
    const [key = ''] = await keys();
    for (const theirs of ['a text', '-5', '1e99', '']) {
      await redis.client.set(key, theirs, 'PX', 30_000);
      expect(await asks(other, 50, from)).toBeLessThanOrEqual(limit);
    }
    await redis.client.del(key);
    await redis.client.lpush(key, 'a list');
    await redis.client.pexpire(key, 30_000);
    expect(await asks(one, 50, from)).toBeLessThanOrEqual(limit - 1);
    // One that would never end is none of ours.
    const other2 = await open();
    await redis.client.set(key, '1000');
    expect(await asks(other2, 50, from)).toBe(limit);
    expect(await redis.client.pttl(key)).toBeGreaterThan(0);
  });

  it('let nobody through without end while Redis is emptied again and again', async () => {
    redis = await startRedis();
    const [one, other] = await twoServers();
    const from = newcomer();
    const all = Promise.all([asks(one, 300, from), asks(other, 300, from)]);
    for (let turn = 0; turn < 20; turn += 1) await redis.client.flushall();
    const admitted = await all;
    for (const each of admitted) expect(each).toBeLessThanOrEqual(limit);
    expect([await asks(one, 20, from), await asks(other, 20, from)]).toEqual([0, 0]);
  });
});

/** Hands on what Redis answers, late by anything up to twice what anybody waits for. */
async function startSlowProxy(to: number, random: Random) {
  const sockets: Socket[] = [];
  const server = createServer((client) => {
    const redis = connect(to, '127.0.0.1');
    sockets.push(client, redis);
    client.pipe(redis);
    let last = Promise.resolve();
    redis.on('data', (answer) => {
      const late = sleep(random.between(0, 60));
      last = Promise.all([last, late]).then(() => void client.write(answer));
    });
    for (const socket of [client, redis]) socket.on('error', () => {});
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    stop() {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}
