import { appendFile, mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createVirtualClock } from '../../testing/virtual-clock.js';
import { RequestLog } from './request-log.js';

const clock = createVirtualClock(Date.parse('2018-11-15T10:59:59.000Z'));
let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'catops-request-log-'));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

const line = (route: string) =>
  `${JSON.stringify({
    ...{ v: 1, ts: '2018-11-15T10:59:59.000Z', method: 'GET', route, status: 200, latency_ms: 1 },
    ...{ bytes: 2, api_key_id: null, cache: 'hit', db_queries: 0, cause: null, image_id: null },
  })}\n`;

async function fileOf(hour: string, name: string): Promise<string> {
  const folder = join(directory, 'dt=2018-11-15', `hour=${hour}`);
  await mkdir(folder, { recursive: true });
  return join(folder, name);
}

it('tells what is appended from the first look on, whole lines only, each once', async () => {
  const log = new RequestLog(directory, clock);
  const file = await fileOf('10', 'a_1-20181115T100000000Z-0001.json.open');
  const routes = async () => (await log.look()).requests.map(({ route }) => route);
  await appendFile(file, line('/before'));
  expect(await routes()).toEqual([]);
  await appendFile(file, line('/one') + line('/two').slice(0, 20));
  expect(await routes()).toEqual(['/one']);
  await appendFile(file, line('/two').slice(20));
  // Finished by its process, it has another name.
  await rename(file, file.slice(0, -'.open'.length));
  await appendFile(await fileOf('10', 'not-ours.txt'), line('/other'));
  await appendFile(await fileOf('11', 'a_1-20181115T110000000Z-0002.json.open'), line('/later'));
  expect(await routes()).toEqual(['/two']);
  clock.advance(2000);
  expect(await routes()).toEqual(['/later']);
  expect(await routes()).toEqual([]);
});

it('reads a bounded part of a flood, the newest, and leaves out what is no record', async () => {
  const log = new RequestLog(directory, clock);
  const file = await fileOf('11', 'b_1-20181115T110000000Z-0001.json.open');
  await log.look();
  await appendFile(file, `${line('/old').repeat(10_000)}no record\n${line('/newest')}`);
  const { requests, skippedBytes } = await log.look();
  expect(requests.at(-1)?.route).toBe('/newest');
  expect(skippedBytes).toBeGreaterThan(500_000);
  expect(requests.length).toBeLessThan(8000);
});
