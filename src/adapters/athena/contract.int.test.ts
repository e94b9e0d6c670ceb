import { join } from 'node:path';
import { afterAll, beforeAll, vi } from 'vitest';
import { systemClock } from '../../platform/node-host.js';
import { writeFixture } from '../../testing/access-log-files.js';
import { stubAwsEnvironment } from '../../testing/aws-environment.js';
import { scanEngineContract } from '../../testing/contracts/scan-engine-contract.js';
import { createDuckDbExecute } from './loopback/duckdb-execute.js';
import { startLoopbackAthena } from './loopback/server.js';
import { createAthenaEngine } from './scan-engine.js';

beforeAll(() => stubAwsEnvironment());
afterAll(() => vi.unstubAllEnvs());

// One fixture, one text: what comes back over Athena's protocol is what DuckDB says directly.
scanEngineContract('Athena on loopback', async (fixture) => {
  const files = await writeFixture(fixture);
  const paths = fixture.map(({ log }) => join(files.directory, log.key));
  const duckdb = await createDuckDbExecute({ ...files, paths: async () => paths });
  const vendor = await startLoopbackAthena(duckdb.execute);
  const subject = createAthenaEngine({
    endpoint: vendor.url,
    workGroup: 'catops',
    database: 'catops',
    usdPerTb: 5,
    mostBytes: 1e9,
    timeoutMs: 60_000,
    clock: { ...systemClock, sleep: (ms, signal) => systemClock.sleep(ms / 20, signal) },
    random: () => 0.5,
  });
  const close = async () => {
    await vendor.close();
    await duckdb.close();
    await files.remove();
    vendor.verify();
  };
  return { subject, close };
});
