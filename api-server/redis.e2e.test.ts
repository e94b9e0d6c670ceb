import { afterAll, beforeAll, expect, it } from 'vitest';
import { copyPreparedData } from '../src/testing/prepared-data.js';
import { apiSettings } from './config.js';
import { startRedis, type TestRedis } from './testing/redis-server.js';
import { startSupervisor, type TestSupervisor } from './testing/start-supervisor.js';
import { onRedis } from './testing/test-redis.js';
import { testDataDir } from './testing/test-store.js';

onRedis(() => {
  let redis: TestRedis;
  let supervisor: TestSupervisor | undefined;
  let remove: () => Promise<void>;
  let url: string;
  let privateUrl: string;
  beforeAll(async () => {
    const data = await testDataDir();
    remove = data.remove;
    await copyPreparedData(data.dataDir);
    redis = await startRedis('--requirepass', 'right');
    supervisor = startSupervisor({
      CATOPS_DATA_DIR: data.dataDir,
      CATOPS_WORKERS: '2',
      CATOPS_REDIS_URL: `redis://127.0.0.1:${redis.port}`,
      CATOPS_REDIS_PASSWORD: 'right',
      CATOPS_REDIS_ANSWER_MS: '5000',
    });
    ({ url, privateUrl } = await supervisor.message('listening'));
  });
  afterAll(async () => {
    supervisor?.process.kill('SIGKILL');
    await supervisor?.exited;
    await redis?.stop();
    await remove();
  });

  const metric = async (name: string) => {
    const text = await (await fetch(`${privateUrl}/metrics`)).text();
    return Number(
      text
        .split('\n')
        .find((line) => line.startsWith(`${name} `))
        ?.split(' ')
        .at(-1),
    );
  };

  it('lets a client through as often as its limit says, whichever process it asks', async () => {
    const limit = apiSettings.keylessLimit.fallback;
    const statuses: number[] = [];
    for (let count = 0; count < 2 * limit; count += 1) {
      // Each on a connection of its own, so that both processes are asked.
      const { status } = await fetch(`${url}/v1/breeds`, { headers: { connection: 'close' } });
      statuses.push(status);
    }
    expect(statuses.filter((status) => status === 200)).toHaveLength(limit);
    expect(statuses.filter((status) => status === 429)).toHaveLength(limit);
    expect(await metric('catops_limit_asks_failed_total')).toBe(0);
  });

  it('has two processes ask the database once between them', async () => {
    const images = (await (await fetch(`${url}/v1/images/search?limit=10`)).json()) as {
      id: string;
    }[];
    const before = await metric(
      'catops_db_queries_total{route="GET /v1/images/{image_id}/analysis"}',
    );
    for (const { id } of images) {
      for (let turn = 0; turn < 5; turn += 1) {
        // Each on a connection of its own, so that both processes are asked.
        const reply = await fetch(`${url}/v1/images/${id}/analysis`, {
          headers: { connection: 'close' },
        });
        expect(reply.status).toBe(200);
      }
    }
    const after = await metric(
      'catops_db_queries_total{route="GET /v1/images/{image_id}/analysis"}',
    );
    expect(after - before).toBe(images.length);
    expect(await metric('catops_redis_hits_total')).toBeGreaterThan(0);
    expect(await metric('catops_redis_processes')).toBe(2);
    expect(await metric('catops_redis_errors_total')).toBe(0);
  });
});
