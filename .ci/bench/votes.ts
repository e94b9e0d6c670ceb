import { mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { GroupCommit } from '../../api-server/features/account-rows/group-commit.ts';
import { createSqlVoteStore } from '../../api-server/features/votes/sql-store.ts';
import type { NewVote, VoteStore } from '../../api-server/features/votes/store.ts';
import { migrate } from '../../api-server/infra/sql/migrate.ts';
import { openMariaDb } from '../../api-server/infra/sql/open-mariadb.ts';
import { openSqlite } from '../../api-server/infra/sql/open-sqlite.ts';
import type { Db } from '../../api-server/infra/sql/tables.ts';
import { mariaDbMissing, startMariaDbs } from '../../api-server/testing/mariadb-server.ts';
import { median, ratioOf, showRatio } from './statistics.ts';

/** Clients that each wait for their answer before they vote again. */
const clients = 100;
/** Connections to MariaDB, as an API process has by default. */
const connections = 10;

/** Votes acknowledged a second: by group commit, and each in a transaction of its own. */
export async function votesASecond(rounds: number): Promise<string[]> {
  const rows = [await onSqlite(rounds), ...(await onMariaDb(rounds))];
  return [
    `${clients} clients that each wait for an answer before they vote again, ${rounds} interleaved rounds. Every answer comes`,
    'after its vote is on the disk: flushed and synced at each commit, by the setting named. One by one means one vote a',
    'transaction, on MariaDB over all connections at once, whose commits the database itself syncs together as far as it can.',
    `What groups gain grows with the time that a sync takes: 4 KiB more, synced, take ${(await syncMs()).toFixed(2)} ms on this disk (median).`,
    '',
    '| Database, its durability | one by one, votes/s | in groups, votes/s | in groups over one by one (aim ≥ 5) |',
    '| --- | --- | --- | --- |',
    ...rows,
  ];
}

async function onSqlite(rounds: number): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'catops-bench-'));
  const threadFile = new URL('../../dist/api-server/sqlite-thread.js', import.meta.url);
  const file = join(directory, 'votes.db');
  const db = await openSqlite({ file, threadFile, meter: { count() {} } });
  try {
    await migrate(db);
    const { rows } = await sql<{ synchronous: number }>`pragma synchronous`.execute(db);
    return await compare(`SQLite, synchronous = ${rows[0]?.synchronous} (2 is FULL)`, db, rounds);
  } finally {
    await db.destroy();
    await rm(directory, { recursive: true, force: true });
  }
}

async function onMariaDb(rounds: number): Promise<string[]> {
  if (mariaDbMissing) throw new Error(mariaDbMissing);
  const servers = await startMariaDbs({ durable: true });
  try {
    await servers.primary.sql('create database cats');
    const db = await openMariaDb({
      location: {
        ...{ host: '127.0.0.1', port: servers.primary.port },
        ...{ user: 'app', password: 'a', database: 'cats' },
      },
      dependency: 'database',
      ...{ tls: false, connections, connectMs: 5000, queryMs: 20_000, meter: { count() {} } },
    });
    try {
      await migrate(db);
      const { rows } = await sql<{ flush: number; sync: number }>`
        select @@innodb_flush_log_at_trx_commit as flush, @@sync_binlog as sync`.execute(db);
      const durable = `flush_log_at_trx_commit = ${rows[0]?.flush}, sync_binlog = ${rows[0]?.sync}`;
      return [await compare(`MariaDB, ${connections} connections, ${durable}`, db, rounds)];
    } finally {
      await db.destroy();
    }
  } finally {
    await servers.stop();
  }
}

async function compare(name: string, db: Db, rounds: number): Promise<string> {
  const store = createSqlVoteStore(db);
  const group = new GroupCommit((votes: readonly NewVote[]) => store.add(votes));
  const ways = [
    { votes: 1000, add: async (vote: NewVote) => void (await store.add([vote])) },
    { votes: 20_000, add: async (vote: NewVote) => void (await group.add(vote)) },
  ];
  const [single = [], grouped = []]: number[][] = [[], []];
  for (let round = -1; round < rounds; round += 1) {
    for (const [index, way] of ways.entries()) {
      const before = await counted(store);
      const rate = await votesOf(way);
      const kept = (await counted(store)) - before;
      if (kept !== way.votes) throw new Error(`${kept} of ${way.votes} votes were kept on ${name}`);
      // The first round warms up.
      if (round >= 0) (index === 0 ? single : grouped).push(rate);
    }
  }
  const cells = [median(single), median(grouped)].map((rate) => rate.toFixed(0));
  return `| ${[name, ...cells, showRatio(ratioOf(grouped, single))].join(' | ')} |`;
}

interface Way {
  readonly votes: number;
  readonly add: (vote: NewVote) => Promise<void>;
}

/** Acknowledged a second. */
async function votesOf({ votes, add }: Way): Promise<number> {
  let left = votes;
  const start = performance.now();
  const client = async (_: unknown, number: number) => {
    while (left > 0) {
      left -= 1;
      const from = { accountId: 'bench1', imageId: 'asf2', subId: `client-${number}` };
      await add({ ...from, value: 1, createdAt: Date.now() });
    }
  };
  await Promise.all(Array.from({ length: clients }, client));
  return votes / ((performance.now() - start) / 1000);
}

async function counted(store: VoteStore): Promise<number> {
  const ask = { accountId: 'bench1', subId: undefined, order: 'asc', limit: 1, page: 0 } as const;
  return (await store.list(ask)).total;
}

/** Milliseconds that a disk takes to have 4 KiB more for good. */
async function syncMs(): Promise<number> {
  const directory = await mkdtemp(join(tmpdir(), 'catops-bench-'));
  const file = await open(join(directory, 'synced'), 'a');
  const times: number[] = [];
  try {
    for (let turn = 0; turn < 200; turn += 1) {
      const before = performance.now();
      await file.write(Buffer.alloc(4096));
      await file.datasync();
      times.push(performance.now() - before);
    }
  } finally {
    await file.close();
    await rm(directory, { recursive: true, force: true });
  }
  return median(times);
}
