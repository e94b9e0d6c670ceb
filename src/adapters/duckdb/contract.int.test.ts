import { join } from 'node:path';
import { writeFixture } from '../../testing/access-log-files.js';
import { scanEngineContract } from '../../testing/contracts/scan-engine-contract.js';
import { createDuckDb } from './create-duckdb.js';

scanEngineContract('DuckDB', async (fixture) => {
  const { directory, remove } = await writeFixture(fixture);
  const duckdb = createDuckDb({
    logs: { local: async ({ key }) => join(directory, key) },
    compacted: null,
    readable: [directory],
    tempDirectory: join(directory, 'tmp'),
  });
  const close = async () => {
    await duckdb.close();
    await remove();
  };
  return { subject: duckdb.engine, close };
});
