import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { logLines } from './testing/log-line.js';
import { noSignal, openRollupWorld, type RollupWorld, worldDay } from './testing/rollup-world.js';

let folder: string;
let program: string;

// Bundled once: it is started again and again. What is native code stays where it is.
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'catops-roll-'));
  program = join(folder, 'roll-process.mjs');
  const native = pathToFileURL(createRequire(import.meta.url).resolve('@duckdb/node-api')).href;
  await build({
    entryPoints: [fileURLToPath(new URL('testing/roll-process.ts', import.meta.url))],
    outfile: program,
    bundle: true,
    format: 'esm',
    platform: 'node',
    plugins: [
      {
        name: 'native',
        setup: ({ onResolve }) =>
          onResolve({ filter: /^@duckdb\// }, () => ({ path: native, external: true })),
      },
    ],
  });
});
afterAll(() => rm(folder, { recursive: true }));
const tableNames = [
  'rollup_hour',
  'latency_hour',
  'keys_day',
  'images_day',
  'latency_day',
  'rollup_day',
] as const;

async function hashes(world: RollupWorld): Promise<readonly string[]> {
  return Promise.all(
    tableNames.map(async (table) => {
      const path = join(world.directory, 'rollups', table, `dt=${worldDay}`, 'part.parquet');
      return createHash('sha256')
        .update(await readFile(path))
        .digest('hex');
    }),
  );
}

/** Rolls the day up in a process of its own; answers the signal or the code it ended with. */
async function rollElsewhere(
  world: RollupWorld,
  { hours = '', killAfter = 0 }: { hours?: string; killAfter?: number } = {},
): Promise<string | number> {
  const args = [program, world.directory, String(world.now), hours, String(killAfter)];
  const child = spawn(process.execPath, args, {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const [code, signal] = (await once(child, 'exit')) as [number | null, string | null];
  return signal ?? code ?? -1;
}

async function put(world: RollupWorld, hours: readonly string[]): Promise<void> {
  for (const [index, hour] of hours.entries()) {
    const lines = logLines(`${worldDay}T${hour}`, 200, (i) => ({
      api_key_id: `k${i % 9}`,
      image_id: `i${i % 4}`,
      latency_ms: i + index,
    }));
    await world.put(hour, lines, { seq: index });
  }
}

/** What a single process makes of the same files. */
async function undisturbed(hours: readonly string[]): Promise<readonly string[]> {
  const world = await openRollupWorld();
  try {
    await put(world, hours);
    await world.roll();
    return await hashes(world);
  } finally {
    await world.close();
  }
}

it('is whole after a repeat, wherever a SIGKILL cut it off', async () => {
  const hours = ['03', '04'];
  const expected = await undisturbed(hours);
  // Between the tables of hours, between those of the day, and before the runs are written.
  for (const killAfter of [1, 3, 5]) {
    const world = await openRollupWorld();
    try {
      await put(world, hours);
      expect(await rollElsewhere(world, { killAfter })).toBe('SIGKILL');
      expect((await world.roll()).failure).toBeNull();
      expect(await hashes(world)).toEqual(expected);
      const again = await world.roll();
      expect(again.days[0]?.hours.some(({ state }) => state === 'rolled-up')).toBe(false);
    } finally {
      await world.close();
    }
  }
});

it('mends a day whose tables are of another run than its runs say', async () => {
  const world = await openRollupWorld();
  try {
    await put(world, ['03', '04']);
    await world.roll();
    const before = await hashes(world);
    await world.put('04', logLines(`${worldDay}T04`, 50), { instance: 'late' });
    expect(await rollElsewhere(world, { killAfter: 1 })).toBe('SIGKILL');
    const late = (await world.deps.logs.list(worldDay, noSignal)).filter(({ key }) =>
      key.includes('late'),
    );
    await world.deps.logs.remove(late, noSignal);
    const { days } = await world.roll();
    expect(days[0]?.hours.filter(({ state }) => state === 'rolled-up')).toHaveLength(2);
    expect(await hashes(world)).toEqual(before);
  } finally {
    await world.close();
  }
});

it('makes of two processes at once what one would have made', async () => {
  const hours = ['01', '02', '03', '04'];
  const expected = await undisturbed(hours);
  const world = await openRollupWorld();
  try {
    await put(world, hours);
    const ends = await Promise.all([
      rollElsewhere(world, { hours: '01,03' }),
      rollElsewhere(world, { hours: '02,04' }),
      rollElsewhere(world),
    ]);
    expect(ends).toEqual([0, 0, 0]);
    const { days } = await world.roll();
    expect(days[0]?.hours.some(({ state }) => state === 'rolled-up')).toBe(false);
    expect(await hashes(world)).toEqual(expected);
  } finally {
    await world.close();
  }
});
