import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { createLogFiles } from './log-files.js';

it('keeps one file a partition, named by instance, start and number', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'catops-log-'));
  const startedAt = Date.UTC(2018, 10, 15, 21, 0, 0, 7);
  const files = createLogFiles({ directory, instance: 'host_1', startedAt });
  await files.append('dt=2018-11-15/hour=21', 'a\n');
  await files.append('dt=2018-11-15/hour=22', 'b\n');
  await files.append('dt=2018-11-15/hour=21', 'c\n');
  const names = (await readdir(directory, { recursive: true })).filter((n) => n.endsWith('l'));
  expect(names.sort()).toEqual([
    'dt=2018-11-15/hour=21/host_1-20181115T210000007Z-0001.jsonl',
    'dt=2018-11-15/hour=22/host_1-20181115T210000007Z-0002.jsonl',
  ]);
  expect(await readFile(join(directory, names[0] ?? ''), 'utf8')).toBe('a\nc\n');
  await rm(directory, { recursive: true });
});
