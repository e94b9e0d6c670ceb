import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { createDuckDb, type DuckDb } from '../../adapters/duckdb/create-duckdb.js';
import { createDirectoryCompactedLogs } from '../../adapters/local/rollups/directory-compacted-logs.js';
import { createDirectoryLogStore } from '../../adapters/local/rollups/directory-log-store.js';
import { createDirectoryRollupStore } from '../../adapters/local/rollups/directory-rollup-store.js';
import { createGzipInspector } from '../../adapters/local/rollups/gzip-inspector.js';
import { systemClock } from '../../platform/node-host.js';
import type { CompactedLogs } from '../compacted.js';
import type { RollUpDeps } from '../roll-up.js';

/** Where a data directory keeps its log files. */
export const accessDirectory = (directory: string) => join(directory, 'objects', 'access');

/** Everything a roll-up needs, on one data directory, as the product is wired. */
export function openRollupDeps(
  directory: string,
  now: () => number,
  options: { readonly threads?: number } = {},
): { readonly deps: RollUpDeps; readonly duckdb: DuckDb; readonly compacted: CompactedLogs } {
  const logs = createDirectoryLogStore({ directory: accessDirectory(directory) });
  const compacted = createDirectoryCompactedLogs({
    directory: join(directory, 'objects', 'access-parquet'),
  });
  const duckdb = createDuckDb({
    logs,
    compacted,
    readable: [directory],
    tempDirectory: join(directory, 'tmp'),
    ...options,
  });
  const deps: RollUpDeps = {
    logs,
    store: createDirectoryRollupStore({
      directory: join(directory, 'rollups'),
      clock: systemClock,
    }),
    engine: duckdb.engine,
    workbench: duckdb.workbench,
    inspector: createGzipInspector(),
    runtime: {
      clock: { now },
      sha256: (text) => createHash('sha256').update(text).digest('hex'),
      version: '0.0.0-test',
    },
  };
  return { deps, duckdb, compacted };
}
