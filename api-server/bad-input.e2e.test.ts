import { afterAll, beforeAll, expect, it } from 'vitest';
import { copyPreparedData } from '../src/testing/prepared-data.js';
import { type FuzzServer, startFuzzServer } from './testing/fuzz/fuzz-server.js';

let server: FuzzServer;
beforeAll(async () => {
  server = await startFuzzServer(copyPreparedData);
});
afterAll(() => server.stop());

it('answers whatever is sent to any route as its document says, and lives on', async () => {
  const report = await server.fuzz({ seed: 'catops', requests: 2500 });
  expect(report.faults).toEqual([]);
  expect(await server.illness()).toEqual([]);
});
