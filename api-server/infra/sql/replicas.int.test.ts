import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { systemClock } from '../../../src/platform/node-host.js';
import { createSqlVoteStore } from '../../features/votes/sql-store.js';
import { HealthBoard } from '../../health/health-board.js';
import { readConfig } from '../../read-config.js';
import { onMariaDb } from '../../testing/each-database.js';
import {
  startMariaDbs,
  type TestMariaDb,
  type TestMariaDbs,
} from '../../testing/mariadb-server.js';
import { notedFailures } from '../../testing/noted-failures.js';
import { migrate, migrationNames } from './migrate.js';
import { openDatabase } from './open-database.js';
import { type Databases, openDatabases } from './open-databases.js';
import type { Db } from './tables.js';

const soon = { timeout: 20_000, interval: 50 };
const vote = { accountId: 'one', imageId: 'asf2', subId: null, value: 1, createdAt: 1 };
const all = { accountId: 'one', subId: undefined, order: 'asc', limit: 100, page: 0 } as const;

onMariaDb(() => {
  let servers: TestMariaDbs;
  let data: Databases;
  let health: HealthBoard;
  const said: string[] = [];
  let openAs: (user: string, seen: HealthBoard) => Promise<Databases>;

  beforeAll(async () => {
    servers = await startMariaDbs({ replicas: 2 });
    await servers.primary.sql('create database cats');
    const optionsOf = (user: string) => {
      const urlOf = ({ port }: TestMariaDb) => `mysql://${user}:a@127.0.0.1:${port}/cats`;
      const config = readConfig({
        CATOPS_DATABASE_URL: urlOf(servers.primary),
        CATOPS_DATABASE_REPLICA_URLS: servers.replicas.map(urlOf).join(', '),
      });
      const unused = { file: '/nowhere', threadFile: new URL('file:///nowhere') };
      return { config, ...unused, meter: { count() {} } };
    };
    const db = await openDatabase(optionsOf('app'));
    await migrate(db);
    await db.destroy();
    for (const replica of servers.replicas) {
      while ((await migrationsOn(replica)) < migrationNames.length) await sleep(20);
    }
    const log = { error() {}, info: (event: string) => void said.push(event) };
    const failures = notedFailures(() => {});
    openAs = (user, seen) =>
      openDatabases({ ...optionsOf(user), clock: systemClock, log, failures, health: seen });
    health = new HealthBoard(systemClock);
    data = await openAs('app', health);
  });
  afterAll(async () => {
    await data?.close();
    await servers?.stop();
  });

  // Server 1 is the primary.
  const readsFrom = () => serverOf(data.shared);
  const ownFrom = () => serverOf(data.own);
  const replicaOf = (server: number) => servers.replicas[server - 2] as TestMariaDb;

  it('reads what is shared from a replica, and what an account wrote from the primary', async () => {
    expect([2, 3]).toContain(await readsFrom());
    expect(await ownFrom()).toBe(1);
    const store = createSqlVoteStore(data.own);
    for (let round = 0; round < 50; round += 1) {
      const [id = 0] = await store.add([vote]);
      expect(await store.find({ accountId: 'one', id })).toMatchObject({ id });
    }
  });

  it('writes to no replica, whatever its user may do there', async () => {
    const written = data.shared.insertInto('categories').values({ id: 1, name: 'hats' }).execute();
    await expect(written).rejects.toThrow();
    for (const server of [servers.primary, ...servers.replicas]) {
      expect(await server.sql('select count(*) from cats.categories')).toBe('0\n');
    }
  });

  it('is let in by replicas as soon as its user may ask how far they are', async () => {
    await servers.primary.sql(`create user plain@'127.0.0.1' identified by 'a';
      grant all on cats.* to plain@'127.0.0.1'`);
    const seen = new HealthBoard(systemClock);
    const replicas = () => seen.states.find((state) => state.dependency === 'database-replicas');
    const plain = await openAs('plain', seen);
    said.length = 0;
    try {
      const reason = expect.stringContaining('grant it replica monitor on *.*');
      await expect.poll(replicas, soon).toMatchObject({ status: 'degraded', reason });
      expect(await serverOf(plain.shared)).toBe(1);
      await servers.primary.sql(`grant replica monitor on *.* to plain@'127.0.0.1'`);
      await expect.poll(() => serverOf(plain.shared), soon).toBeGreaterThan(1);
      await expect.poll(replicas, soon).toMatchObject({ status: 'ok' });
      expect(said.filter((event) => event === 'database-replica-back')).toHaveLength(2);
    } finally {
      await plain.close();
    }
  });

  it('leaves a replica that does not follow any more, and comes to one that does', async () => {
    const first = await readsFrom();
    await replicaOf(first).sql('stop slave');
    await expect.poll(readsFrom, soon).not.toBe(first);
    await expect.poll(data.changes.replicaLagSeconds, soon).toBeGreaterThan(0.5);
    const second = await readsFrom();
    expect([2, 3]).toContain(second);
    await replicaOf(first).sql('start slave');
    await replicaOf(second).sql('stop slave');
    await expect.poll(readsFrom, soon).toBe(first);
    await replicaOf(second).sql('start slave');
  });

  it('loses no read when its replica is killed', async () => {
    const first = await readsFrom();
    const { failed } = await underReads(data.shared, async () => {
      await replicaOf(first).kill();
      await expect.poll(readsFrom, soon).not.toBe(first);
    });
    expect(failed).toEqual([]);
    await replicaOf(first).restart();
  });

  it('reads on without the primary, refuses writes, and comes back by itself', async () => {
    const store = createSqlVoteStore(data.own);
    const before = (await store.list(all)).total;
    for (const replica of servers.replicas) {
      const caughtUp = async () => Number(await replica.sql('select count(*) from cats.votes'));
      await expect.poll(caughtUp, soon).toBe(before);
    }
    const { failed } = await underReads(data.shared, async () => {
      await servers.primary.kill();
      await expect(store.add([vote])).rejects.toThrow();
      await expect(data.own.transaction().execute(async () => {})).rejects.toThrow();
      expect((await store.list(all)).total).toBe(before);
      await expect.poll(ownFrom, soon).not.toBe(1);
    });
    expect(failed).toEqual([]);
    await servers.primary.restart();
    const written = () =>
      store.add([vote]).then(
        () => true,
        () => false,
      );
    await expect.poll(written, soon).toBe(true);
    await expect.poll(ownFrom, soon).toBe(1);
    expect((await store.list(all)).total).toBe(before + 1);
  });
});

async function migrationsOn(replica: TestMariaDb): Promise<number> {
  return Number(await replica.sql('select count(*) from cats.kysely_migration').catch(() => 0));
}

async function serverOf(db: Db): Promise<number> {
  const { rows } = await sql<{ id: number }>`select @@server_id as id`.execute(db);
  return rows[0]?.id ?? 0;
}

/** Does the work while others read without a pause, and tells what failed of that. */
async function underReads(db: Db, work: () => Promise<void>): Promise<{ failed: unknown[] }> {
  const failed: unknown[] = [];
  let over = false;
  const reader = async () => {
    while (!over) await serverOf(db).catch((error) => failed.push(error));
  };
  const readers = Promise.all([reader(), reader(), reader(), reader()]);
  try {
    await work();
  } finally {
    over = true;
    await readers;
  }
  return { failed };
}
