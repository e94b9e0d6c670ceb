import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadtest } from 'catops/loadtest';
import 'catops/loadtest/vitest';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { copyPreparedData } from '../src/testing/prepared-data.js';
import { admin } from './testing/admin-process.js';
import { startSupervisor, type TestSupervisor } from './testing/start-supervisor.js';

const diagnosticsToken = 'under-load-token';
let dir: string;
let server: TestSupervisor;
let url: string;

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'catops-under-load-'));
  await copyPreparedData(dir);
  server = startSupervisor({ CATOPS_DATA_DIR: dir, CATOPS_DIAGNOSTICS_TOKEN: diagnosticsToken });
  ({ url } = await server.message('listening'));
});
afterAll(async () => {
  server.process.send({ type: 'stop' });
  await server.exited;
  await rm(dir, { recursive: true, force: true });
});

it('answers reads of one crowd from memory, without an error and without the database', async () => {
  const issue = { op: 'key.load', count: 5, ttlSeconds: 600 } as const;
  const { keys } = (await admin(dir, issue)) as { keys: string[] };
  const report = await loadtest({
    url,
    keys,
    diagnosticsToken,
    scenario: {
      routes: { 'GET /health/live': null, 'GET /v1/breeds': null },
      phases: [
        { name: 'warm-up', rate: '10/s', for: '1s', measure: false },
        { name: 'steady', rate: '50/s', for: '1s' },
      ],
      thresholds: ['errors == 0', 'db-queries-per-request{route=GET /v1/breeds} < 0.05'],
    },
  });
  expect(report).toPassLoadtest();
});
