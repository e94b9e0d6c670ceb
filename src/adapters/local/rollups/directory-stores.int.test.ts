import { chmod, mkdir, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { systemClock } from '../../../platform/node-host.js';
import { compactedLogsContract } from '../../../testing/contracts/compacted-logs-contract.js';
import { logStoreContract } from '../../../testing/contracts/log-store-contract.js';
import { rollupStoreContract } from '../../../testing/contracts/rollup-store-contract.js';
import { quiet } from '../../../testing/contracts/subject.js';
import { createDirectoryCompactedLogs } from './directory-compacted-logs.js';
import { createDirectoryLogStore } from './directory-log-store.js';
import { createDirectoryRollupStore } from './directory-rollup-store.js';

const fresh = () => mkdtemp(join(tmpdir(), 'catops-stores-'));
const gone = (directory: string) => rm(directory, { recursive: true, force: true });

logStoreContract('A directory', async () => {
  const directory = await fresh();
  return {
    subject: {
      store: createDirectoryLogStore({ directory: join(directory, 'access') }),
      put: async (key, content) => {
        const path = join(directory, 'access', key);
        await mkdir(dirname(path), { recursive: true });
        await writeFile(path, content);
      },
    },
    close: () => gone(directory),
  };
});

rollupStoreContract('A directory', async () => {
  const directory = await fresh();
  const options = { directory: join(directory, 'rollups'), clock: systemClock };
  return { subject: createDirectoryRollupStore(options), close: () => gone(directory) };
});

compactedLogsContract('A directory', async () => {
  const directory = await fresh();
  const days = createDirectoryCompactedLogs({ directory: join(directory, 'access-parquet') });
  return { subject: days, close: () => gone(directory) };
});

let directory: string;
beforeEach(async () => {
  directory = await fresh();
});
afterEach(() => gone(directory));

it('keeps tables to their owner, and leaves nothing half-written behind', async () => {
  const root = join(directory, 'rollups');
  const store = createDirectoryRollupStore({ directory: root, clock: systemClock });
  const path = join(directory, 'made');
  await writeFile(path, 'rows');
  await store.replace({ table: 'keys_day', dt: '2018-11-15' }, path, null, quiet);
  const mode = async (name: string) => (await stat(join(root, name))).mode & 0o777;
  const folder = 'keys_day/dt=2018-11-15';
  expect([await mode(folder), await mode(`${folder}/part.parquet`)]).toEqual([0o700, 0o600]);
  expect(await readdir(join(root, folder))).toEqual(['part.parquet']);
});

it('says in one sentence that a directory cannot be read', async () => {
  const root = join(directory, 'access');
  await writeFile(root, 'no directory');
  const store = createDirectoryRollupStore({ directory: root, clock: systemClock });
  const path = join(directory, 'made');
  await writeFile(path, 'rows');
  await expect(
    store.replace({ table: 'keys_day', dt: '2018-11-15' }, path, null, quiet),
  ).rejects.toMatchObject({ code: 'local-store-unwritable' });
  await chmod(root, 0o600);
});
