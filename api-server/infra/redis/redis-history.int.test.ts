import { afterAll, beforeAll, expect, it } from 'vitest';
import { jsonReply } from '../../http/reply.js';
import type { SharedLookup } from '../../ports.js';
import { randomFrom } from '../../seed/random.js';
import { fakeData } from '../../testing/fake-app.js';
import { FakeStores } from '../../testing/fake-stores.js';
import { copyOf, restore, startRedis, type TestRedis } from '../../testing/redis-server.js';
import { onRedis, openTestShared, type TestShared } from '../../testing/test-redis.js';

const day = 86_400_000;
const images = ['a', 'b', 'c'];
const steps = 4000;

/** A process: what it has applied, and a load that takes its time. */
interface Process {
  shared: TestShared;
  applied: number;
  slow: { readonly lookup: SharedLookup; readonly version: number } | undefined;
}

onRedis(() => {
  let redis: TestRedis;
  beforeAll(async () => {
    redis = await startRedis();
  });
  afterAll(() => redis.stop());

  // Whatever happens in whatever order: who knows of a change is never given what was before it.
  it.each([1, 2, 3])('gives nothing old in a long history of accidents, seed %i', async (seed) => {
    await redis.client.flushall();
    const random = randomFrom(`history ${seed}`);
    const one = <T>(of: readonly T[]) => of[Math.floor(random.between(0, of.length))] as T;
    const fake = new FakeStores(fakeData());
    /** Numbers of the changes of each image, which are also the versions of what is loaded. */
    const history = new Map(images.map((name): [string, number[]] => [name, [0]]));
    const start = async (): Promise<Process> => {
      const shared = await openTestShared(redis.location, fake, [`seed ${seed}`]);
      const applied = await fake.stores.changes.latest();
      shared.replies.applied(applied);
      return { shared, applied, slow: undefined };
    };
    const processes = await Promise.all([start(), start(), start()]);
    let copy: Awaited<ReturnType<typeof copyOf>> = [];
    let found = 0;

    const ask = async (process: Process, name: string) => {
      const lookup = await process.shared.replies.find(name, [`image:${name}`]);
      const versions = history.get(name) ?? [];
      if (lookup.found) {
        found += 1;
        const atLeast = versions.findLast((version) => version <= process.applied);
        expect(Number(lookup.found.reply.body)).toBeGreaterThanOrEqual(atLeast ?? 0);
        return;
      }
      const loaded = { lookup, version: versions.at(-1) ?? 0 };
      if (random.chance(0.3)) process.slow = loaded;
      else lookup.put(jsonReply(String(loaded.version)), day);
    };
    const accidents: readonly (() => Promise<unknown>)[] = [
      () => redis.client.flushall(),
      async () => {
        copy = await copyOf(redis);
      },
      () => restore(redis, copy),
      async () => redis.client.del((await redis.client.keys('*:tags'))[0] ?? 'none'),
      async () => {
        const at = Math.floor(random.between(0, processes.length));
        processes[at]?.shared.close();
        processes[at] = await start();
      },
    ];

    const change = async (_: Process, name: string) => {
      history.get(name)?.push(fake.change('image', name));
    };
    const apply = async (process: Process) => {
      process.applied = await fake.stores.changes.latest();
      process.shared.replies.applied(process.applied);
    };
    const finish = async (process: Process) => {
      process.slow?.lookup.put(jsonReply(String(process.slow.version)), day);
      process.slow = undefined;
    };
    const often = (times: number, act: (process: Process, name: string) => Promise<unknown>) =>
      Array.from({ length: times }, () => act);
    const acts = [
      ...[...often(70, ask), ...often(6, change), ...often(14, apply), ...often(9, finish)],
      ...often(1, () => one(accidents)()),
    ];
    for (let step = 0; step < steps; step += 1) await one(acts)(one(processes), one(images));
    for (const { shared } of processes) shared.close();
    // It would prove nothing of a cache that keeps nothing.
    expect(found).toBeGreaterThan(steps / 10);
  });
});
