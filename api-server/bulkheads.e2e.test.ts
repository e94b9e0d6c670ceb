import { describe, expect, it, onTestFinished } from 'vitest';
import { copyPreparedData } from '../src/testing/prepared-data.js';
import { onMariaDb } from './testing/each-database.js';
import { startSupervisor } from './testing/start-supervisor.js';
import { openTestMariaDatabase } from './testing/test-mariadb.js';
import { testDataDir } from './testing/test-store.js';

const analysis = 'GET /v1/images/{image_id}/analysis';
const image = 'GET /v1/images/{image_id}';

/** A server whose analyses take long in the database, and are asked for there every time. */
async function startSlow(databaseUrl: string | undefined) {
  const { dataDir, remove } = await testDataDir();
  await copyPreparedData(dataDir);
  const supervisor = startSupervisor(
    {
      ...{ CATOPS_DATA_DIR: dataDir, CATOPS_LIMIT_KEYED: '1000000' },
      ...{ CATOPS_LIMIT_KEYLESS: '1000000' },
      CATOPS_DRILL_UNCACHE: JSON.stringify([analysis]),
      CATOPS_DRILL_SLOW: '{"images.analysis": 100}',
      ...(databaseUrl !== undefined && { CATOPS_DATABASE_URL: databaseUrl }),
    },
    ['--worker', 'drill.js'],
  );
  onTestFinished(async () => {
    supervisor.process.kill('SIGKILL');
    await supervisor.exited;
    await remove();
  });
  const { url, privateUrl } = await supervisor.message('listening');
  const metric = async (name: string, route: string) => {
    const text = await (await fetch(`${privateUrl}/metrics`)).text();
    const line = text.split('\n').find((each) => each.startsWith(`${name}{route="${route}"}`));
    return Number(line?.split(' ').at(-1));
  };
  const found = await fetch(`${url}/v1/images/search?limit=100&order=ASC`);
  const ids = ((await found.json()) as { id: string }[]).map(({ id }) => id);
  return { url, ids, metric };
}

/** Asks without a pause, so many at once, until it is told to end; answers how often it was told what. */
function flood(urls: readonly string[], atOnce: number) {
  const statuses: Record<number, number> = {};
  const unheard: string[] = [];
  let over = false;
  let next = 0;
  const client = async () => {
    while (!over) {
      next += 1;
      const reply = await fetch(urls[next % urls.length] as string);
      await reply.text();
      statuses[reply.status] = (statuses[reply.status] ?? 0) + 1;
      if (reply.status === 503 && !reply.headers.has('retry-after')) unheard.push(reply.url);
    }
  };
  const clients = Promise.all(Array.from({ length: atOnce }, client));
  return {
    statuses,
    async end() {
      over = true;
      await clients;
      return { statuses, unheard };
    },
  };
}

function proof(database: string, share: number, open: () => Promise<string | undefined>): void {
  describe(`the API on ${database}`, () => {
    it('answers every other route while one is flooded with slow queries', async () => {
      const { url, ids, metric } = await startSlow(await open());
      const flooding = flood(
        ids.map((id) => `${url}/v1/images/${id}/analysis`),
        150,
      );
      await expect.poll(() => metric('catops_loads_waiting', analysis)).toBeGreaterThan(50);

      const others: number[] = [];
      const waiting: number[] = [];
      for (const id of ids) {
        others.push((await fetch(`${url}/v1/images/${id}`)).status);
        if (others.length % 20 > 0) continue;
        others.push((await fetch(`${url}/health/ready`)).status);
        waiting.push(await metric('catops_loads_waiting', image));
        expect(await metric('catops_loads_in_flight', analysis)).toBeLessThanOrEqual(share);
      }
      expect(new Set(others)).toEqual(new Set([200]));
      expect([waiting, await metric('catops_loads_refused_total', image)]).toEqual([
        waiting.map(() => 0),
        0,
      ]);

      // More than can be answered in time is refused: that was never done.
      await expect.poll(() => flooding.statuses[503] ?? 0, { timeout: 20_000 }).toBeGreaterThan(50);
      const { statuses, unheard } = await flooding.end();
      expect([Object.keys(statuses), unheard]).toEqual([['200', '503'], []]);
      expect(await metric('catops_db_queries_total', analysis)).toBe(2 * (statuses[200] ?? 0));
      expect(await metric('catops_loads_refused_total', analysis)).toBe(statuses[503]);
    });
  });
}

proof('SQLite', 1, async () => undefined);

onMariaDb(() =>
  proof('MariaDB', 4, async () => {
    const { url, close } = await openTestMariaDatabase({ migrated: false });
    onTestFinished(close);
    return url;
  }),
);
