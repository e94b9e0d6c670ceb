import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { CompactedLogs, LogPacker } from '../compacted.js';
import { type RollUpDeps, type RollUpOutcome, type RollUpRequest, rollUp } from '../roll-up.js';
import type { TableName } from '../tables.js';
import type { Row } from '../workbench.js';
import { accessDirectory, openRollupDeps } from './rollup-deps.js';

export const noSignal: AbortSignal = new AbortController().signal;

/** A data directory with logs and rollups of its own, and a clock that stands where it is put. */
export interface RollupWorld {
  readonly directory: string;
  readonly deps: RollUpDeps;
  readonly packer: LogPacker;
  readonly compacted: CompactedLogs;
  /** Milliseconds since the epoch. */
  now: number;
  /** Puts a finished file there: `21`, lines or bytes as stored. Answers its path. */
  put(hour: string, content: readonly string[] | Uint8Array, options?: PutOptions): Promise<string>;
  roll(changes?: Partial<RollUpRequest>): Promise<RollUpOutcome>;
  rows(table: TableName, days?: readonly string[]): Promise<readonly Row[]>;
  close(): Promise<void>;
}

interface PutOptions {
  readonly dt?: string;
  readonly instance?: string;
  readonly seq?: number;
}

export const worldDay = '2018-11-15';

/** Opens a world; it is 03:00 of the day after, so that the day is closed. */
export async function openRollupWorld(
  options: { readonly threads?: number } = {},
): Promise<RollupWorld> {
  const directory = await mkdtemp(join(tmpdir(), 'catops-rollups-'));
  const access = accessDirectory(directory);
  const { deps, duckdb, compacted } = openRollupDeps(directory, () => world.now, options);
  let put = 0;
  const world: RollupWorld = {
    directory,
    now: Date.parse('2018-11-16T03:00:00.000Z'),
    deps,
    packer: duckdb.packer,
    compacted,
    put: async (hour, content, { dt = worldDay, instance = 'host', seq } = {}) => {
      put += 1;
      const start = `${dt.replaceAll('-', '')}T${hour}0000000Z`;
      const name = `${instance}-${start}-${String(seq ?? put).padStart(4, '0')}.json.gz`;
      const path = join(access, `dt=${dt}`, `hour=${hour}`, name);
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, content instanceof Uint8Array ? content : packed(content));
      return path;
    },
    roll: (changes = {}) =>
      rollUp(
        world.deps,
        { days: [worldDay], force: false, lateMs: 48 * 3_600_000, dayTables: false, ...changes },
        noSignal,
      ),
    rows: async (table, days = [worldDay]) => {
      const bench = await duckdb.workbench.open(noSignal);
      try {
        const paths = await Promise.all(
          days.map((dt) => world.deps.store.local(table, dt, noSignal)),
        );
        await bench.attach(
          table,
          paths.filter((path) => path !== null),
        );
        return await bench.query(`SELECT * FROM ${table}`);
      } finally {
        await bench.close();
      }
    },
    close: async () => {
      await duckdb.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
  return world;
}

/** Lines as a finished file holds them. */
export function packed(lines: readonly string[]): Uint8Array {
  return gzipSync(lines.map((line) => `${line}\n`).join(''));
}
