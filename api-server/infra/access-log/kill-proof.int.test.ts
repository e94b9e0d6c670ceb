import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it } from 'vitest';
import {
  buildLogProgram,
  type LogOptions,
  objectsIn,
  startLogProgram,
  storedRecords,
} from '../../testing/log-records.js';
import { notedFailures } from '../../testing/noted-failures.js';
import { LogShipper } from './log-shipper.js';

// Every moment of writing, finishing, compressing, storing and removing may be the last one.

let root: string;
let program: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'catops-kill-'));
  await mkdir(join(root, 'spool'));
  program = await buildLogProgram(root);
});
afterEach(() => rm(root, { recursive: true }));

const optionsOf = (life: string, more: Partial<LogOptions> = {}): LogOptions => ({
  ...{ directory: join(root, 'spool'), objects: join(root, 'objects'), life },
  ...{ records: 1_000_000, epoch: Date.UTC(2018, 10, 15, 21), speed: 60_000 },
  ...{ fileBytes: 20_000, bufferBytes: 4_000_000, ships: true },
  ...more,
});

/** What a later start does first. */
async function moveTheRest(): Promise<void> {
  const shipper = new LogShipper({
    directory: join(root, 'spool'),
    objects: objectsIn(join(root, 'objects')),
    waitingBytes: 2 ** 30,
    clock: { now: Date.now, monotonic: () => 0 },
    failures: notedFailures((event, fields) => expect.fail(JSON.stringify([event, fields]))),
  });
  expect(await shipper.pass(new AbortController().signal)).toBe(true);
}

/** How often each record is stored, by its life. */
async function countByLife(): Promise<Map<string, Map<number, number>>> {
  const lives = new Map<string, Map<number, number>>();
  for (const { image_id } of (await storedRecords(join(root, 'objects'))).records) {
    const [life = '', number] = (image_id ?? '').split('.');
    const counts = lives.get(life) ?? new Map<number, number>();
    lives.set(life, counts.set(Number(number), (counts.get(Number(number)) ?? 0) + 1));
  }
  return lives;
}

it('loses nothing that was written and stores nothing twice, however often it is killed', async () => {
  const kills = 20;
  const acknowledged = new Map<string, number>();
  // Two servers at a time on one directory, each killed again and again.
  const server = async (number: number) => {
    for (let kill = 0; kill < kills / 2; kill += 1) {
      const life = `${number}-${kill}`;
      const { child, done } = startLogProgram(program, optionsOf(life));
      await once(child.stdout ?? child, 'data');
      await sleep(20 + Math.random() * 250);
      child.kill('SIGKILL');
      const written = (await done).out.trimEnd().split('\n');
      acknowledged.set(life, Number(written.at(-1)));
    }
  };
  await Promise.all([server(1), server(2)]);
  await moveTheRest();
  const stored = await countByLife();
  expect(acknowledged.size).toBe(kills);
  for (const [life, written] of acknowledged) {
    const counts = stored.get(life) ?? new Map<number, number>();
    const missing = Array.from({ length: written }, (_, at) => at).filter((at) => !counts.has(at));
    const twice = [...counts].filter(([, count]) => count > 1);
    expect({ life, missing, twice }).toEqual({ life, missing: [], twice: [] });
  }
  // Nothing is left of any of them: no file on its way, no object half made.
  const left = await readdir(root, { recursive: true });
  expect(left.filter((name) => /spool\/.*json|\.tmp\/./.test(name))).toEqual([]);
});

it('writes whole lines only, each once, on a disk that is full again and again', async () => {
  // No file may have more than 16 KiB, and each is tried for an hour of the fast clock.
  const full = { records: 4000, fileBytes: 1_000_000, bufferBytes: 60_000, ships: false };
  const { done } = startLogProgram(program, optionsOf('full', full), 'ulimit -f 16');
  const { out, err } = await done;
  const { written, dropped } = JSON.parse(out.trimEnd().split('\n').at(-1) ?? '');
  expect(written + dropped).toBe(4000);
  expect(dropped).toBeGreaterThan(0);
  expect(err.split('\n').filter((line) => line.startsWith('access-log-unwritable'))).toHaveLength(
    1,
  );
  await moveTheRest();
  expect((await storedRecords(join(root, 'objects'))).torn).toBe(0);
  const counts = [...((await countByLife()).get('full')?.values() ?? [])];
  expect([counts.length, Math.max(...counts)]).toEqual([written, 1]);
});
