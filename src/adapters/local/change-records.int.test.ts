import { mkdir, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { ChangeRecord } from '../../environments/change-record.js';
import { systemClock } from '../../platform/node-host.js';
import { createChangeRecords } from './change-records.js';

let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'catops-changes-'));
});
afterEach(() => rm(directory, { recursive: true }));

const record = (id: string): ChangeRecord => ({
  ...{ id, environment: 'cat-api-prod', kind: 'deploy', actor: 'alice', summary: 'Deploy v2' },
  ...{ at: '2026-09-12T03:14:00.000Z', from: 'v1', to: 'v2', wasHealthy: true, ended: null },
});

it('keeps changes in order, each as it was written last, for its owner alone', async () => {
  const records = createChangeRecords({ directory, clock: systemClock });
  await records.write(record('02'));
  await records.write(record('01'));
  await records.write({ ...record('02'), ended: 'done' });
  expect(await records.of('cat-api-prod')).toEqual([
    record('01'),
    { ...record('02'), ended: 'done' },
  ]);
  expect(await records.of('another')).toEqual([]);
  await records.write({ ...record('03'), environment: 'local/2' });
  const all = await records.all();
  expect(all.map(({ environment, id }) => [environment, id]).sort()).toEqual([
    ['cat-api-prod', '01'],
    ['cat-api-prod', '02'],
    ['local/2', '03'],
  ]);
  const at = join(directory, 'cat-api-prod');
  const { mode } = await stat(join(at, '01.json'));
  expect(mode & 0o777).toBe(0o600);
});

it('keeps the newest hundred, passes over what is torn, and refuses what is newer than it is', async () => {
  const records = createChangeRecords({ directory, clock: systemClock });
  const at = join(directory, 'cat-api-prod');
  await mkdir(at);
  const names = Array.from({ length: 101 }, (_, count) => `${String(count).padStart(4, '0')}.json`);
  await Promise.all(names.map((name) => writeFile(join(at, name), '{"v":1}')));
  await records.write(record('0100'));
  await records.write(record('0101'));
  expect((await readdir(at)).length).toBe(100);
  await writeFile(join(at, '0101.json'), '{"v":1,"id":');
  expect((await records.of('cat-api-prod')).at(-1)?.id).toBe('0100');
  await writeFile(join(at, '0101.json'), '{"v":2}');
  await expect(records.of('cat-api-prod')).rejects.toMatchObject({ code: 'format-too-new' });
});

it('has one process at a time follow a change of an environment', async () => {
  const [one, other] = [1, 2].map(() => createChangeRecords({ directory, clock: systemClock }));
  await one?.write(record('01'));
  const release = await one?.hold('cat-api-prod');
  expect(await other?.hold('cat-api-prod')).toBeNull();
  expect(await other?.hold('another')).not.toBeNull();
  await release?.();
  expect(await other?.hold('cat-api-prod')).not.toBeNull();
  expect(await other?.of('cat-api-prod')).toEqual([record('01')]);
});
