import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { nameProcess } from '../process-name.js';
import { createLogFiles } from './log-files.js';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'catops-log-'));
});
afterEach(() => rm(directory, { recursive: true }));

const me = nameProcess(process.pid);
const time = { now: Date.UTC(2018, 10, 15, 21, 0, 0, 7) };
const open = (fileBytes = 1000) =>
  createLogFiles({ directory, process: me, fileBytes, clock: { now: () => time.now } });

async function names(): Promise<string[]> {
  const all = await readdir(directory, { recursive: true });
  return all.filter((name) => name.includes('.json')).sort();
}
const pathOf = (name: string) => `dt=2018-11-15/hour=${name.replaceAll('*', me)}`;
const text = (name: string) => readFile(join(directory, pathOf(name)), 'utf8');

it('keeps one file an hour, named by process, start and number, until the hour is over', async () => {
  const files = open();
  await files.append('2018-11-15T21', Buffer.from('a\n'));
  await files.append('2018-11-15T22', Buffer.from('b\n'));
  await files.append('2018-11-15T21', Buffer.from('c\n'));
  await files.finish('2018-11-15T22');
  expect(await names()).toEqual([
    pathOf('21/*-20181115T210000007Z-0001.json'),
    pathOf('22/*-20181115T210000007Z-0002.json.open'),
  ]);
  expect(await text('21/*-20181115T210000007Z-0001.json')).toBe('a\nc\n');
});

it('begins another file for lines of an hour that is finished: the clock was set back', async () => {
  const files = open();
  await files.append('2018-11-15T22', Buffer.from('a\n'));
  await files.finish('2018-11-15T21');
  await files.append('2018-11-15T22', Buffer.from('b\n'));
  await files.finish();
  expect(await names()).toEqual([
    pathOf('22/*-20181115T210000007Z-0001.json'),
    pathOf('22/*-20181115T210000007Z-0002.json'),
  ]);
});

it('finishes a file that is large enough, between two lines', async () => {
  const files = open(10);
  for (const line of ['12345\n', '67890\n', 'abc\n'])
    await files.append('2018-11-15T21', Buffer.from(line));
  expect(await names()).toEqual([
    pathOf('21/*-20181115T210000007Z-0001.json'),
    pathOf('21/*-20181115T210000007Z-0002.json.open'),
  ]);
  expect(await text('21/*-20181115T210000007Z-0001.json')).toBe('12345\n67890\n');
});

it('goes on in a new folder when somebody removed the one it wrote to', async () => {
  const files = open();
  await files.append('2018-11-15T21', Buffer.from('a\n'));
  await rm(join(directory, 'dt=2018-11-15'), { recursive: true });
  await files.append('2018-11-15T21', Buffer.from('b\n'));
  await files.finish();
  await files.finish();
  expect(await text('21/*-20181115T210000007Z-0001.json')).toBe('b\n');
});
