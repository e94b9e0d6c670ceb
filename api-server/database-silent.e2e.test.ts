import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { copyPreparedData } from '../src/testing/prepared-data.js';
import { onMariaDb } from './testing/each-database.js';
import { startMariaDbs, type TestMariaDbs } from './testing/mariadb-server.js';
import { startSupervisor, type TestSupervisor } from './testing/start-supervisor.js';
import { testDataDir } from './testing/test-store.js';

const connections = 4;
/** Far more than the limits below add up to; who is not answered by then was forgotten. */
const patienceMs = 15_000;

/** Votes and lists votes, which is in no cache, as forty clients do, until it is told to end. */
function askOn(vote: () => Promise<number>, list: () => Promise<number>) {
  const seen = new Map<string, number>();
  let over = false;
  const client = async (number: number) => {
    for (let turn = number; !over; turn += 1) {
      const answer = turn % 2 === 0 ? `vote ${await vote()}` : `list ${await list()}`;
      seen.set(answer, (seen.get(answer) ?? 0) + 1);
      await sleep(10);
    }
  };
  const clients = Promise.all(Array.from({ length: 40 }, (_, number) => client(number)));
  return {
    seen,
    async end() {
      over = true;
      await clients;
    },
  };
}

onMariaDb(() => {
  let servers: TestMariaDbs;
  let supervisor: TestSupervisor;
  let url: string;
  let privateUrl: string | undefined;
  let headers: Record<string, string>;
  let remove: () => Promise<void>;
  let ids: readonly string[];

  beforeAll(async () => {
    const data = await testDataDir();
    remove = data.remove;
    await copyPreparedData(data.dataDir);
    servers = await startMariaDbs();
    await servers.primary.sql('create database cats');
    supervisor = startSupervisor({
      CATOPS_DATA_DIR: data.dataDir,
      CATOPS_DATABASE_URL: `mysql://app:a@127.0.0.1:${servers.primary.port}/cats`,
      ...{ CATOPS_DATABASE_CONNECTIONS: String(connections), CATOPS_DATABASE_CONNECT_MS: '300' },
      ...{ CATOPS_DATABASE_QUERY_MS: '500', CATOPS_LIMIT_KEYED: '1000000' },
      CATOPS_LIMIT_KEYLESS: '1000000',
    });
    const listening = await supervisor.message('listening');
    ({ url, privateUrl } = listening);
    headers = { 'x-api-key': listening.firstKey ?? '', 'content-type': 'application/json' };
    const found = await fetch(`${url}/v1/images/search?limit=100&order=ASC`, { headers });
    ids = ((await found.json()) as { id: string }[]).map(({ id }) => id);
  });
  afterAll(async () => {
    supervisor.process.kill('SIGKILL');
    await supervisor.exited;
    await servers.stop();
    await remove();
  });

  const status = async (path: string, init: RequestInit = {}): Promise<number> => {
    const signal = AbortSignal.timeout(patienceMs);
    const reply = await fetch(`${url}${path}`, { headers, signal, ...init });
    await reply.text();
    if (reply.status === 503) expect(reply.headers.get('retry-after')).toBe('5');
    return reply.status;
  };
  const vote = () =>
    status('/v1/votes', {
      method: 'POST',
      body: JSON.stringify({ image_id: 'asf2', value: 1 }),
    });
  const known = () => [
    ...['/health/live', '/health/ready', '/', '/openapi.json', '/v1/breeds', '/v1/categories'],
    ...['/v1/images/search?limit=5', '/v1/sources', '/v1/facts', `/v1/images/${ids[0]}`],
    ...[`/v1/images/${ids[0]}/analysis`, `/images/${ids[0]}.jpg`],
  ];

  it.each([
    {
      how: 'stops answering',
      from: 1,
      lose: async () => void process.kill(servers.primary.pid, 'SIGSTOP'),
      bring: async () => void process.kill(servers.primary.pid, 'SIGCONT'),
    },
    {
      how: 'is killed',
      from: 50,
      lose: () => servers.primary.kill(),
      bring: () => servers.primary.restart(),
    },
  ])(
    'answers all it knows while the database $how, refuses the rest in time, and comes back',
    async ({ lose, bring, from }) => {
      const all = (paths: readonly string[]) => Promise.all(paths.map((path) => status(path)));
      const asked = await all(known());
      expect(asked.filter((each) => each !== 200 && each !== 404)).toEqual([]);

      const asking = askOn(vote, () => status('/v1/votes?limit=1'));
      const count = (name: string) => asking.seen.get(name) ?? 0;
      await expect.poll(() => count('list 200'), { timeout: 20_000 }).toBeGreaterThan(20);

      await lose();
      const refused = () => Math.min(count('vote 503'), count('list 503'));
      await expect.poll(refused, { timeout: 30_000 }).toBeGreaterThan(40);
      expect(await all(known())).toEqual(asked);
      // What nobody has asked for yet is only in the database.
      const unknown = ids.slice(from, from + 40).map((id) => `/v1/images/${id}/analysis`);
      expect(new Set(await all(unknown))).toEqual(new Set([503]));
      expect(await loads('in_flight')).toBeLessThan(2 * 40 + 40);

      await bring();
      await expect.poll(vote, { timeout: 20_000 }).toBe(201);
      await expect.poll(() => status('/v1/votes?limit=1'), { timeout: 20_000 }).toBe(200);
      await asking.end();
      expect([...asking.seen.keys()].sort()).toEqual([
        'list 200',
        'list 503',
        'vote 201',
        'vote 503',
      ]);
      expect(new Set(await all(unknown))).toEqual(new Set([200]));
      expect([await loads('in_flight'), await loads('waiting')]).toEqual([0, 0]);
      const connected = async () =>
        Number(
          (
            await servers.primary.sql(
              'select count(*) from information_schema.processlist where user = "app"',
            )
          ).trim(),
        );
      await expect.poll(connected, { timeout: 10_000 }).toBeLessThanOrEqual(2 * connections + 1);
      // Not what we did wrong, and not the doing of those who ask.
      const misread = supervisor
        .stderr()
        .split('\n')
        .filter((line) => /"cause":"(?:code|overload)"/.test(line));
      expect(misread).toEqual([]);
    },
  );

  it('does not take a restart that has no database for a bad release', async () => {
    await servers.primary.kill();
    supervisor.process.kill('SIGUSR2');
    await supervisor.message('restart-given-up');
    expect(supervisor.stderr()).toMatch(/"restart-given-up","cause":"database"/);
    expect(await status('/v1/breeds')).toBe(200);
    await servers.primary.restart();
  });

  /** Of all routes together. */
  async function loads(what: 'in_flight' | 'waiting'): Promise<number> {
    const text = await (await fetch(`${privateUrl}/metrics`)).text();
    return [...text.matchAll(new RegExp(`^catops_loads_${what}\\{.* (\\d+)$`, 'gm'))].reduce(
      (sum, [, value]) => sum + Number(value),
      0,
    );
  }
});
