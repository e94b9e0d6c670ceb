import { setMaxListeners } from 'node:events';
import sharp from 'sharp';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { type LoopbackS3, startLoopbackS3 } from '../src/testing/loopback-s3/server.js';
import { copyPreparedData } from '../src/testing/prepared-data.js';
import { createSqlPictureStore } from './features/pictures/sql-store.js';
import { dataPaths } from './infra/data-paths.js';
import { openPictures } from './infra/objects/open-pictures.js';
import { nameProcess } from './infra/process-name.js';
import { openSqlite } from './infra/sql/open-sqlite.js';
import { createQueryMeter } from './infra/sql/query-meter.js';
import { createBucketSweeper } from './jobs/sweep-bucket.js';
import { admin } from './testing/admin-process.js';
import { builtFile } from './testing/built.js';
import { multipart } from './testing/multipart.js';
import { startSupervisor } from './testing/start-supervisor.js';
import { testDataDir } from './testing/test-store.js';

const hour = 3_600_000;
let s3: LoopbackS3;
let dataDir: string;
let remove: () => Promise<void>;

beforeEach(async () => {
  s3 = await startLoopbackS3();
  for (const [name, value] of Object.entries(s3.env)) vi.stubEnv(name, value);
  ({ dataDir, remove } = await testDataDir());
  await copyPreparedData(dataDir);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await remove();
  await s3.close();
});

/** What the jobs of a whole day sweep, two hours later. */
async function sweepADay() {
  const { database, objects: directory } = dataPaths(dataDir);
  const threadFile = builtFile('api-server/sqlite-thread.js');
  const db = await openSqlite({ file: database, threadFile, meter: createQueryMeter() });
  const now = Date.now;
  const { objects, inBucket } = openPictures(
    { kind: 's3', bucket: s3.account.bucket, prefix: 'prod/' },
    { directory, process: nameProcess(process.pid), now },
  );
  const { signal } = new AbortController();
  setMaxListeners(0, signal);
  const told: unknown[] = [];
  for (let each = 0; each < 24; each += 1) {
    const at = now() + (2 + each) * hour;
    const log = {
      info: (event: string, { files }: { files?: unknown }) => told.push([event, files]),
    };
    const store = createSqlPictureStore(db);
    const sweep = createBucketSweeper({ store, objects, inBucket, clock: { now: () => at }, log });
    await sweep({}, { jobId: 1, signal });
  }
  await db.destroy();
  return told;
}

it('leaves nothing in the bucket of an upload whose process was killed before its row was made', async () => {
  const { key } = (await admin(dataDir, { op: 'key.create', name: 'owner' })) as { key: string };
  const place = `s3://${s3.account.bucket}/prod`;
  const supervisor = startSupervisor({ CATOPS_DATA_DIR: dataDir, CATOPS_PICTURES: place });
  const { url } = await supervisor.message('listening');
  const create = { width: 60, height: 40, channels: 3, background: '#a63' } as const;
  const bytes = await sharp({ create }).jpeg().toBuffer();
  const { body, headers } = await multipart({ file: { name: 'tom.jpg', bytes } });
  const upload = () =>
    fetch(`${url}/v1/images/upload`, {
      ...{ method: 'POST', headers: { ...headers, 'x-api-key': key } },
      body: new Uint8Array(body),
    });
  const kept = (await (await upload()).json()) as { id: string };
  // The file is there, and its process never hears so.
  s3.slow({ after: 60_000 });
  const cutOff = upload().catch(() => 'cut off');
  await expect.poll(() => s3.objects.size, { timeout: 20_000 }).toBe(2);
  const pids = await supervisor.pids();
  supervisor.process.kill('SIGKILL');
  for (const pid of pids) process.kill(pid, 'SIGKILL');
  expect(await cutOff).toBe('cut off');
  await supervisor.exited;
  s3.slow({});
  const ofAnotherDatabase = 'prod/images/Another_1.jpg';
  s3.put(ofAnotherDatabase, 'x');
  const told = await sweepADay();
  expect([...s3.objects.keys()].sort()).toEqual(
    [ofAnotherDatabase, `prod/images/${kept.id}.jpg`].sort(),
  );
  expect(told).toContainEqual(['bucket-swept', 1]);
  expect(told).toContainEqual(['files-of-no-picture', 1]);
});
