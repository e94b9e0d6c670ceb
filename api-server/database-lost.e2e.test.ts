import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { copyPreparedData } from '../src/testing/prepared-data.js';
import { builtFile } from './testing/built.js';
import { onMariaDb } from './testing/each-database.js';
import { startMariaDbs, type TestMariaDb, type TestMariaDbs } from './testing/mariadb-server.js';
import { startSupervisor, type TestSupervisor } from './testing/start-supervisor.js';
import { testDataDir } from './testing/test-store.js';

const soon = { timeout: 20_000, interval: 50 };

onMariaDb(() => {
  let dataDir: string;
  let remove: () => Promise<void>;
  let servers: TestMariaDbs;
  let supervisor: TestSupervisor | undefined;
  let env: Record<string, string>;

  beforeAll(async () => {
    ({ dataDir, remove } = await testDataDir());
    await copyPreparedData(dataDir);
    servers = await startMariaDbs({ durable: true, replicas: 2 });
    await servers.primary.sql('create database cats');
    const urlOf = ({ port }: TestMariaDb) => `mysql://app@127.0.0.1:${port}/cats`;
    env = {
      CATOPS_DATA_DIR: dataDir,
      CATOPS_DATABASE_URL: urlOf(servers.primary),
      CATOPS_DATABASE_REPLICA_URLS: servers.replicas.map(urlOf).join(),
      CATOPS_DATABASE_PASSWORD: 'a',
    };
  });
  afterAll(async () => {
    supervisor?.process.kill('SIGKILL');
    await supervisor?.exited;
    await servers.stop();
    await remove();
  });

  it('is migrated by the command, by two at once', async () => {
    const migrate = async (...flags: string[]) => {
      const catops = fileURLToPath(builtFile('catops.js'));
      const args = [catops, 'db', 'migrate', '--json', ...flags];
      const options = { env: { ...process.env, ...env } };
      return JSON.parse((await promisify(execFile)(process.execPath, args, options)).stdout);
    };
    const planned = await migrate('--dry-run');
    expect(planned).toMatchObject({ schema: 'catops.db-migrate/v1', dryRun: true, applied: [] });
    expect(planned.pending.length).toBeGreaterThan(0);
    const both = await Promise.all([migrate(), migrate()]);
    expect(both.flatMap(({ applied }) => applied).sort()).toEqual(planned.pending);
    expect(both[0]).toMatchObject({
      pending: [],
      durability: { flushLogAtCommit: 1, syncBinlog: 1 },
    });
  });

  it('answers reads and refuses writes while the primary is gone, and comes back', async () => {
    supervisor = startSupervisor(env);
    const listening = await supervisor.message('listening');
    const { firstKey = '' } = listening;
    let { url } = listening;
    const headers = { 'x-api-key': firstKey, 'content-type': 'application/json' };
    const vote = (subId: string) =>
      fetch(`${url}/v1/votes`, {
        ...{ method: 'POST', headers },
        body: JSON.stringify({ image_id: 'asf2', sub_id: subId, value: 1 }),
      });
    const kept = async () => {
      const reply = await fetch(`${url}/v1/votes?limit=100`, { headers });
      return ((await reply.json()) as { sub_id: string }[]).map(({ sub_id }) => sub_id);
    };
    const reads = async () => {
      const paths = ['/v1/breeds', '/v1/categories', '/v1/images/search?limit=5'];
      return Promise.all(paths.map(async (path) => (await fetch(url + path)).status));
    };
    expect((await vote('before')).status).toBe(201);
    for (const replica of servers.replicas) {
      const copied = () => replica.sql('select count(*) from cats.votes');
      await expect.poll(copied, { timeout: 10_000 }).toBe('1\n');
    }

    await servers.primary.kill();
    const refused = await vote('while');
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, expect.any(String)]);
    const told = supervisor
      .stderr()
      .split('\n')
      .filter((line) => line.includes('"level":"error"'));
    for (const line of told) {
      expect(JSON.parse(line)).toMatchObject({ cause: 'database', dependency: 'database-primary' });
    }
    expect(told.join()).toMatch(
      /"event":"request-failed".*"says":"The primary database: (the conn|nobody)/,
    );
    // Nobody has asked for any of these before.
    expect(await reads()).toEqual([200, 200, 200]);
    expect(await kept()).toEqual(['before']);

    // Whoever takes it for a bad deploy and starts everything anew has no less than before.
    const [worker = Number.NaN] = await supervisor.pids();
    process.kill(worker, 'SIGKILL');
    await expect.poll(async () => (await supervisor?.pids())?.[0] ?? worker, soon).not.toBe(worker);
    await expect.poll(() => reads().catch(() => []), soon).toEqual([200, 200, 200]);
    supervisor.process.kill('SIGTERM');
    await supervisor.exited;
    supervisor = startSupervisor(env);
    ({ url } = await supervisor.message('listening'));
    expect(supervisor.messages).toContainEqual({
      type: 'progress',
      text: expect.stringMatching(/Starting on its replicas: .* writes are refused\.$/),
    });
    expect(await reads()).toEqual([200, 200, 200]);
    expect([await kept(), (await vote('new')).status]).toEqual([['before'], 503]);

    await servers.primary.restart();
    await expect.poll(async () => (await vote('after')).status, { timeout: 10_000 }).toBe(201);
    expect((await kept()).filter((subId) => subId !== 'after')).toEqual(['before']);
  });
});
