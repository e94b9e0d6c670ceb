import { appendFile, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import {
  eventsFile,
  releasesDirectory,
  supervisorEventSchema,
} from '../../src/contracts/supervisor-control.js';
import { notedFailures } from '../testing/noted-failures.js';
import { EventJournal } from './event-journal.js';

let dataDir: string;
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'catops-journal-'));
});
afterEach(() => rm(dataDir, { recursive: true, force: true }));

const file = () => join(dataDir, releasesDirectory, eventsFile);
const eventsIn = async () =>
  (await readFile(file(), 'utf8'))
    .trim()
    .split('\n')
    .map((line) => supervisorEventSchema.parse(JSON.parse(line)));
const event = (message: string) => ({
  ...{ severity: 'info' as const, message, version: 'v1', requestId: null },
});

it('keeps events in the order in which they were told, for its own user', async () => {
  let now = 1_000;
  const clock = { now: () => now++ };
  const journal = new EventJournal(dataDir, { clock, failures: notedFailures(() => {}) });
  for (const message of ['one', 'two', 'three']) journal.record(event(message));
  await journal.settled();
  expect(await eventsIn()).toMatchObject([
    { v: 1, at: '1970-01-01T00:00:01.000Z', message: 'one', version: 'v1', requestId: null },
    { at: '1970-01-01T00:00:01.001Z', message: 'two' },
    { message: 'three' },
  ]);
  expect((await stat(file())).mode & 0o777).toBe(0o600);
});

it('forgets the oldest instead of growing on, and never half of one', async () => {
  const clock = { now: () => 0 };
  const journal = new EventJournal(dataDir, { clock, failures: notedFailures(() => {}) });
  for (let number = 0; number < 40; number += 1)
    journal.record(event(`${number} ${'x'.repeat(9000)}`));
  await journal.settled();
  const kept = (await eventsIn()).map(({ message }) => Number(message.split(' ')[0]));
  expect((await stat(file())).size).toBeLessThan(256 * 1024);
  expect(kept.length).toBeGreaterThan(10);
  expect(kept).toEqual(Array.from(kept, (_, index) => 40 - kept.length + index));
});

it('says what it cannot keep, and goes on', async () => {
  const noted: string[] = [];
  const failures = notedFailures((name) => noted.push(name));
  const journal = new EventJournal(dataDir, { clock: { now: () => 0 }, failures });
  await writeFile(join(dataDir, releasesDirectory), 'in the way');
  journal.record(event('one'));
  await journal.settled();
  await rm(join(dataDir, releasesDirectory));
  journal.record(event('two'));
  await journal.settled();
  expect(noted).toEqual(['event-not-kept']);
  expect(await eventsIn()).toMatchObject([{ message: 'two' }]);
});

it('tells at the next start how an update ended that it was killed in, once', async () => {
  const deps = { clock: { now: () => 0 }, failures: notedFailures(() => {}) };
  const killed = new EventJournal(dataDir, deps);
  killed.record({ ...event('Environment update is starting: v2.'), version: 'v2' });
  await killed.settled();
  await appendFile(file(), '{"v":1,"at":"20');
  for (let start = 0; start < 2; start += 1) {
    const next = new EventJournal(dataDir, deps);
    await next.tellCutOff('v1');
    await next.settled();
  }
  const lines = (await readFile(file(), 'utf8')).trim().split('\n');
  expect(lines.map((line) => /reverted/.test(line))).toEqual([false, false, true]);
});
