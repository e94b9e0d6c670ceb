import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import type { SupervisorMessage } from '../src/contracts/server-process.js';
import { copyPreparedData } from '../src/testing/prepared-data.js';
import { dataPaths } from './infra/data-paths.js';
import { openSqlite } from './infra/sql/open-sqlite.js';
import type { Db } from './infra/sql/tables.js';
import { builtFile } from './testing/built.js';
import { onMariaDb } from './testing/each-database.js';
import { startSupervisor, type TestSupervisor } from './testing/start-supervisor.js';
import { openTestMariaDatabase } from './testing/test-mariadb.js';
import { testDataDir } from './testing/test-store.js';

/** A voter never asks twice: what was not answered may have been kept, or not. */
const voters = 8;
const kills = 2;
const votesBetweenKills = 100;

interface Prepared {
  readonly env: Record<string, string>;
  /** Opens the database that the API writes. */
  open(): Promise<Db>;
  close(): Promise<void>;
}

function proof(name: string, prepare: (dataDir: string) => Promise<Prepared>): void {
  describe(`the API on ${name}`, () => {
    const running: TestSupervisor[] = [];
    afterEach(async () => {
      for (const { process: child, exited } of running.splice(0)) {
        child.kill('SIGKILL');
        await exited;
      }
    });

    it('loses no vote it has acknowledged, and doubles none, when it is killed', async () => {
      const { dataDir, remove } = await testDataDir();
      const said = await copyPreparedData(dataDir);
      const { env, open, close } = await prepare(dataDir);
      const supervisor = startSupervisor({
        CATOPS_DATA_DIR: dataDir,
        CATOPS_LIMIT_KEYED: '1000000',
        ...env,
      });
      running.push(supervisor);
      const { url, firstKey } = await supervisor.message('listening');
      const key = firstKey ?? firstKeyIn(said);
      const asked = new Set<string>();
      const acknowledged = new Set<string>();
      let over = false;
      const voter = async (number: number) => {
        for (let vote = 0; !over; vote += 1) {
          const subId = `${number}-${vote}`;
          asked.add(subId);
          if (await isKept(url, key, subId)) acknowledged.add(subId);
          else await sleep(20);
        }
      };
      const voting = Promise.all(Array.from({ length: voters }, (_, number) => voter(number)));
      const patiently = { timeout: 40_000, interval: 5 };
      for (let kill = 0; kill <= kills; kill += 1) {
        const enough = acknowledged.size + votesBetweenKills;
        await expect.poll(() => acknowledged.size, patiently).toBeGreaterThan(enough);
        if (kill === kills) break;
        const [pid] = await supervisor.pids();
        if (pid !== undefined) process.kill(pid, 'SIGKILL');
      }
      over = true;
      await voting;
      supervisor.process.send({ type: 'stop' });
      expect(await supervisor.exited).toBe(0);

      const db = await open();
      const rows = await db.selectFrom('votes').select('sub_id').execute();
      await db.destroy();
      const kept = rows.map(({ sub_id }) => sub_id ?? '');
      expect(new Set(kept).size).toBe(kept.length);
      expect([...acknowledged].filter((subId) => !kept.includes(subId))).toEqual([]);
      expect(kept.filter((subId) => !asked.has(subId))).toEqual([]);
      await close();
      await remove();
    });
  });
}

function firstKeyIn(said: readonly SupervisorMessage[]): string {
  const listening = said.find((message) => message.type === 'listening');
  if (listening?.firstKey === undefined) throw new Error('There is no key.');
  return listening.firstKey;
}

/** Whether the vote was acknowledged; a server that is gone has not. */
async function isKept(url: string, key: string, subId: string): Promise<boolean> {
  try {
    const reply = await fetch(`${url}/v1/votes`, {
      method: 'POST',
      headers: { 'x-api-key': key, 'content-type': 'application/json' },
      body: JSON.stringify({ image_id: 'asf2', sub_id: subId, value: 1 }),
    });
    await reply.text();
    return reply.status === 201;
  } catch {
    return false;
  }
}

proof('SQLite', async (dataDir) => ({
  env: {},
  open: () =>
    openSqlite({
      file: dataPaths(dataDir).database,
      threadFile: builtFile('api-server/sqlite-thread.js'),
      meter: { count() {} },
    }),
  close: async () => {},
}));

onMariaDb(() =>
  proof('MariaDB', async () => {
    const { url, open, close } = await openTestMariaDatabase({ migrated: false });
    return { env: { CATOPS_DATABASE_URL: url }, open: () => open(), close };
  }),
);
