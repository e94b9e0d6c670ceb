import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import type { RollUpDeps } from '../../rollups/roll-up.js';
import { type TableName, tables } from '../../rollups/tables.js';
import { openRollupWorld, type RollupWorld, worldDay } from '../../rollups/testing/rollup-world.js';
import { accessLogFixture, fixtureDay } from '../../testing/access-log-fixture.js';
import { stubAwsEnvironment } from '../../testing/aws-environment.js';
import { createTestClock } from '../../testing/test-host.js';
import { createDuckDbExecute } from './loopback/duckdb-execute.js';
import { startLoopbackAthena } from './loopback/server.js';
import { createAthenaEngine } from './scan-engine.js';

const quiet = new AbortController().signal;

beforeAll(() => stubAwsEnvironment());
afterAll(() => vi.unstubAllEnvs());

async function filled(): Promise<RollupWorld> {
  const world = await openRollupWorld();
  for (const { log, lines } of accessLogFixture())
    if (log.dt === fixtureDay)
      await world.put(log.hour, [...lines, 'torn {', '{"v":1}'], { seq: 1 });
  return world;
}

async function rolled({ store }: RollUpDeps): Promise<Record<string, string>> {
  const names = Object.keys(tables) as TableName[];
  const contents = names.map(async (name) => {
    const path = await store.local(name, worldDay, quiet);
    return [name, path === null ? 'none' : (await readFile(path)).toString('base64')];
  });
  return Object.fromEntries(await Promise.all(contents));
}

it('rolls a day up into the same bytes, whichever engine counted', async () => {
  expect(worldDay).toBe(fixtureDay);
  const [local, cloud] = await Promise.all([filled(), filled()]);
  const files = await cloud.deps.logs.list(worldDay, quiet);
  const paths = await Promise.all(files.map((file) => cloud.deps.logs.local(file, quiet)));
  const duckdb = await createDuckDbExecute({ ...cloud, paths: async () => paths });
  const vendor = await startLoopbackAthena(duckdb.execute);
  const engine = createAthenaEngine({
    endpoint: vendor.url,
    workGroup: 'catops',
    database: 'catops',
    usdPerTb: 5,
    mostBytes: null,
    timeoutMs: 60_000,
    clock: createTestClock(),
    random: () => 0.5,
  });
  Object.assign(cloud.deps, { engine });
  await local.roll({ dayTables: true });
  await cloud.roll({ dayTables: true });
  // Hours that follow each other in one query, the hour after the gap in another, the day in one more.
  expect(vendor.queries).toHaveLength(3);
  const [here, there] = [await rolled(local.deps), await rolled(cloud.deps)];
  expect(Object.values(here)).not.toContain('none');
  expect(there).toEqual(here);
  await vendor.close();
  await Promise.all([duckdb.close(), local.close(), cloud.close()]);
  vendor.verify();
});
