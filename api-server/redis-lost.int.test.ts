import { mkdtemp, readFile, rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { certify } from '../src/testing/certify.js';
import { apiSettings } from './config.js';
import { type FakeApp, fakeData, image, openFakeApp } from './testing/fake-app.js';
import { FakeStores } from './testing/fake-stores.js';
import { startRedis, startTlsRedis, type TestRedis } from './testing/redis-server.js';
import { onRedis, openTestShared, type TestShared } from './testing/test-redis.js';

const images = 600;

onRedis(() => {
  let fake: FakeStores;
  let redis: TestRedis | undefined;
  let asked: number;
  const opened: TestShared[] = [];

  beforeEach(() => {
    asked = 0;
    const many = Array.from({ length: images }, (_, count) => image(`i${count}`, count));
    fake = new FakeStores({ ...fakeData(), images: many });
  });
  afterEach(async () => {
    for (const shared of opened.splice(0)) shared.close();
    await redis?.stop();
    redis = undefined;
  });

  const open = async (location: TestRedis['location'], answerMs?: number) => {
    const shared = await openTestShared(location, fake, ['test'], answerMs);
    opened.push(shared);
    return Object.assign(await openFakeApp({ fake, shared }), { shared });
  };
  type App = Awaited<ReturnType<typeof open>>;

  /** Asks for so many analyses that nobody has asked for, so many at once; gives the statuses. */
  const load = async (app: FakeApp, count: number, atOnce = 1) => {
    const statuses = new Set<number>();
    const next = async () => {
      for (let turn = 0; turn < count / atOnce; turn += 1) {
        asked += 1;
        statuses.add((await app.ask(`/v1/images/i${asked % images}/analysis`)).status);
      }
    };
    await Promise.all(Array.from({ length: atOnce }, next));
    return [...statuses];
  };
  /** Two processes share what either loads. */
  const works = async (one: App, other: App) => {
    await expect.poll(() => one.shared.state.works && other.shared.state.works).toBe(true);
    await expect
      .poll(async () => {
        const before = other.shared.replies.counts.hits;
        asked += 1;
        await one.ask(`/v1/images/i${asked % images}/analysis`);
        await other.ask(`/v1/images/i${asked % images}/analysis`);
        return other.shared.replies.counts.hits - before;
      })
      .toBe(1);
  };

  it('is killed under load: nobody notices, and it is used when it is back', async () => {
    redis = await startRedis();
    const [one, other] = [await open(redis.location), await open(redis.location)];
    await works(one, other);
    const loads = Promise.all([load(one, 200, 10), load(other, 200, 10)]);
    await redis.kill();
    expect(await loads).toEqual([[200], [200]]);
    expect(await load(one, 50)).toEqual([200]);
    // At most what was in flight, and what was being put there.
    expect(one.shared.replies.counts.errors).toBeLessThanOrEqual(20);
    expect(one.shared.state).toMatchObject({ works: false, reason: expect.any(String) });
    await redis.restart();
    await works(one, other);
    const events = one.shared.logged.map(({ event }) => event);
    expect(events).toEqual(['redis-answers', 'redis-lost', 'redis-answers']);
    expect(one.shared.logged[1]?.fields).toMatchObject({
      ...{ cause: 'cache', dependency: 'redis', says: 'Redis: the connection was cut.' },
      server: `127.0.0.1:${redis.port}/0`,
    });
  });

  it('hangs: one request waits for it, and the others do not ask', async () => {
    redis = await startRedis();
    const [one, other] = [
      await open(redis.location, apiSettings.redisAnswerMs.fallback),
      await open(redis.location),
    ];
    await works(one, other);
    const failed = () => one.shared.replies.counts.errors + one.shared.limits.counts.failed;
    const before = failed();
    redis.pause();
    expect(await load(one, 100)).toEqual([200]);
    expect(failed() - before).toBeLessThanOrEqual(1);
    expect(one.shared.state).toMatchObject({ works: false, reason: 'ETIMEDOUT' });
    redis.resume();
    await works(one, other);
  });

  it('is not there from the start, and comes later', async () => {
    redis = await startRedis();
    await redis.kill();
    const one = await open(redis.location);
    expect(await load(one, 20, 5)).toEqual([200]);
    await expect.poll(() => one.shared.state.reason).toBe('ECONNREFUSED');
    expect(one.shared.replies.counts).toEqual({ hits: 0, misses: 0, errors: 0 });
    await redis.restart();
    await works(one, await open(redis.location));
  });

  it('is emptied in the middle, again and again', async () => {
    redis = await startRedis();
    const [one, other] = [await open(redis.location), await open(redis.location)];
    const loads = Promise.all([load(one, 200, 10), load(other, 200, 10)]);
    for (let turn = 0; turn < 20; turn += 1) await redis.client.flushall();
    expect(await loads).toEqual([[200], [200]]);
    await works(one, other);
  });

  it('has no room left: what is there is given, and nothing is put there', async () => {
    redis = await startRedis('--maxmemory-policy', 'noeviction');
    const [one, other] = [await open(redis.location), await open(redis.location)];
    await works(one, other);
    await one.ask('/v1/images/i599/analysis');
    await redis.client.config('SET', 'maxmemory', '1');
    await expect(redis.client.set('more', 'x')).rejects.toThrow('OOM');
    expect(await load(one, 20)).toEqual([200]);
    await other.ask('/v1/images/i599/analysis');
    expect(other.records.at(-1)?.cache).toBe('hit');
    expect(one.shared.state).toMatchObject({ works: true, reason: 'OOM' });
    // It cannot be told of a change, so from then on nothing of it is believed.
    fake.change('image', 'i599');
    await one.app.catchUp();
    await one.ask('/v1/images/i599/analysis');
    expect(one.records.at(-1)?.cache).toBe('miss');
  });

  it('wants another password: it is left out, and no line repeats ours', async () => {
    redis = await startRedis('--requirepass', 'right');
    for (const password of ['hunter2', undefined]) {
      const app = await open({ ...redis.location, password });
      expect(await load(app, 20, 5)).toEqual([200]);
      const reason = password === undefined ? 'NOAUTH' : 'WRONGPASS';
      expect(app.shared.state).toMatchObject({ works: false, reason });
      expect(JSON.stringify(app.shared.logged)).not.toContain('hunter2');
    }
    const [one, other] = [1, 2].map(() => open({ ...redis?.location, password: 'right' } as never));
    await works((await one) as App, (await other) as App);
  });

  it('has keys of our names that are somebody else’s, and keeps them', async () => {
    redis = await startRedis();
    const [one, other] = [await open(redis.location), await open(redis.location)];
    await works(one, other);
    const keys = await redis.client.keys('catops:replies:*');
    const [set = ''] = keys.filter((key) => key.endsWith(':tags'));
    const replies = keys.filter((key) => key !== set);
    for (const key of replies) await redis.client.set(key, 'theirs');
    const third = await open(redis.location);
    expect(await load(third, images, 10)).toEqual([200]);
    expect(third.shared.replies.counts.errors).toBe(replies.length);
    await redis.client.set(set, 'theirs');
    const fourth = await open(redis.location);
    expect(await load(fourth, 20)).toEqual([200]);
    expect(fourth.shared.state).toMatchObject({ works: true, reason: 'WRONGTYPE' });
    expect(await redis.client.get(set)).toBe('theirs');
  });

  it('speaks TLS with the certificate that is named, and with no other', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'catops-redis-tls-'));
    const file = (name: string) => join(directory, name);
    try {
      await certify(file('localhost'), 'localhost');
      await certify(file('cats.example'), 'cats.example');
      redis = await startTlsRedis(file('localhost'));
      const at = redis.location;
      const one = await open(at);
      await works(one, await open(at));
      const other = await readFile(file('cats.example.cert'), 'utf8');
      for (const wrong of [undefined, other]) {
        const refused = await open({ ...at, ca: wrong });
        expect(await load(refused, 5)).toEqual([200]);
        expect(refused.shared.state.works).toBe(false);
      }
    } finally {
      await rm(directory, { recursive: true, force: true });
    }
  });
});

const answers: Readonly<Record<string, (socket: Socket, sent: Buffer) => void>> = {
  nothing: () => {},
  noise: (socket) => void socket.write(Buffer.from([0, 255, 13, 10, 36, 45, 57])),
  'OK to everything': (socket, sent) => {
    const commands = sent.toString('latin1').match(/^\*/gm)?.length ?? 1;
    socket.write('+OK\r\n'.repeat(commands));
  },
  'PONG to everything': (socket, sent) => {
    const commands = sent.toString('latin1').match(/^\*/gm)?.length ?? 1;
    socket.write('+PONG\r\n'.repeat(commands));
  },
  'a reply without an end': (socket) => void socket.write('$1000000000\r\nx'),
};

for (const [name, answer] of Object.entries(answers)) {
  it(`that answers ${name} costs no request its reply`, async () => {
    const server = createServer((socket) => {
      socket.on('error', () => {});
      socket.on('data', (sent) => answer(socket, sent));
    });
    const port = await listening(server);
    const fake = new FakeStores(fakeData());
    const location = { host: '127.0.0.1', port, user: undefined, password: 'p', database: 0 };
    const shared = await openTestShared({ ...location, tls: false, ca: undefined }, fake);
    try {
      const app = await openFakeApp({ fake, shared });
      const asked = await Promise.all(
        ['ebv', 'hat', 'gif1', 'ebv'].map((id) => app.ask(`/v1/images/${id}/analysis`)),
      );
      expect(asked.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    } finally {
      shared.close();
      server.close();
    }
  });
}

async function listening(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}
