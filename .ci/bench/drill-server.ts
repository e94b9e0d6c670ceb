import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  mariaDbMissing,
  startMariaDbs,
  type TestMariaDb,
} from '../../api-server/testing/mariadb-server.ts';
import { forkApi, listening } from './forked-api.ts';

export const analysisRoute = 'GET /v1/images/{image_id}/analysis';

/** The built API with declared slow queries, on a database of its own. */
export interface DrillServer {
  readonly url: string;
  readonly key: string;
  /** The value of a metric of one route, now. */
  metric(name: string, route: string): Promise<number>;
  stop(): Promise<void>;
}

/** A directory with a prepared store, on SQLite or on a MariaDB that is started for it. */
export interface DrillStore {
  readonly mariaDb: TestMariaDb | undefined;
  /** Starts a server on it; only one at a time. */
  start(drill: Readonly<Record<string, string>>): Promise<DrillServer>;
  remove(): Promise<void>;
}

/** Makes a store for servers that are started one after the other. */
export async function makeDrillStore(kind: 'SQLite' | 'MariaDB'): Promise<DrillStore> {
  if (kind === 'MariaDB' && mariaDbMissing) throw new Error(mariaDbMissing);
  const dataDir = await mkdtemp(join(tmpdir(), 'catops-bench-'));
  const servers = kind === 'MariaDB' ? await startMariaDbs() : undefined;
  await servers?.primary.sql('create database cats');
  const env = {
    CATOPS_DATA_DIR: dataDir,
    ...(servers && {
      CATOPS_DATABASE_URL: `mysql://app:a@127.0.0.1:${servers.primary.port}/cats`,
    }),
  };
  let key = '';
  return {
    mariaDb: servers?.primary,
    async start(drill) {
      const server = await start({ ...env, ...drill });
      // Only the first start makes one, and tells it.
      key = server.firstKey ?? key;
      return { ...server, key };
    },
    async remove() {
      await servers?.stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

async function start(env: Readonly<Record<string, string>>) {
  const child = forkApi(['--worker', 'drill.js'], env);
  const { url, privateUrl, firstKey } = await listening(child);
  return {
    url,
    firstKey,
    async metric(name: string, route: string) {
      const text = await (await fetch(`${privateUrl}/metrics`)).text();
      const line = text.split('\n').find((each) => each.startsWith(`${name}{route="${route}"}`));
      return Number(line?.split(' ').at(-1));
    },
    stop: () =>
      new Promise<void>((resolve) => {
        child.once('exit', () => resolve());
        child.send({ type: 'stop' });
      }),
  };
}

/** Ids of the seed, oldest first. */
export async function seedIds({ url, key }: DrillServer): Promise<readonly string[]> {
  const headers = { 'x-api-key': key };
  const found = await fetch(`${url}/v1/images/search?limit=100&order=ASC`, { headers });
  return ((await found.json()) as { id: string }[]).map(({ id }) => id);
}
