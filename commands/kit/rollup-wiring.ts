import { createHash } from 'node:crypto';
import { isAbsolute, join, resolve } from 'node:path';
import { createDuckDb } from '../../src/adapters/duckdb/create-duckdb.js';
import { createDuckDbQuestions } from '../../src/adapters/duckdb/question-engine.js';
import { createDirectoryCompactedLogs } from '../../src/adapters/local/rollups/directory-compacted-logs.js';
import { createDirectoryLogStore } from '../../src/adapters/local/rollups/directory-log-store.js';
import { createDirectoryRollupStore } from '../../src/adapters/local/rollups/directory-rollup-store.js';
import { createGzipInspector } from '../../src/adapters/local/rollups/gzip-inspector.js';
import type { ObjectLocation } from '../../src/contracts/object-location.js';
import type { Host } from '../../src/platform/host.js';
import { changeRule } from '../../src/rollups/change-rule.js';
import type { CompactedLogs } from '../../src/rollups/compacted.js';
import { limitScan } from '../../src/rollups/limit-scan.js';
import { markChanges } from '../../src/rollups/mark-changes.js';
import type { LogStore, RollupStore } from '../../src/rollups/ports.js';
import { athenaEngine, s3Text } from './athena-wiring.js';
import type { CliSettings } from './settings.js';
import type { Rollups } from './wiring.js';

export interface RollupOptions {
  readonly settings: CliSettings;
  /** Directory of what can be rebuilt, absolute. */
  readonly dataDir: string;
  readonly version: string;
}

type Closing<T> = T & { close(): Promise<void> };

/** The log, its tables and the engine by the settings; nothing is opened or asked before it is used. */
export async function wireRollups(host: Host, options: RollupOptions): Promise<Rollups> {
  const { settings, dataDir, version } = options;
  const tempDirectory = join(dataDir, 'tmp');
  const copies = join(tempDirectory, 's3');
  const places = rollupPlaces(host, options);
  const logs = await logStore(places.logs, copies);
  const store = await rollupStore(host, places.rollups, copies);
  const compacted = await compactedLogs(places.logs, copies);
  const reach = {
    ...{ logs, compacted, tempDirectory, memoryLimit: settings.duckdbMemory },
    readable: [...directoriesOf(places), copies],
  };
  const duckdb = createDuckDb(reach);
  const athena = settings.engine === 'athena' ? await athenaEngine(host, settings, places) : null;
  const runtime = {
    clock: host.clock,
    sha256: (text: string) => createHash('sha256').update(text).digest('hex'),
    version,
  };
  return {
    deps: {
      ...{ logs, store, workbench: duckdb.workbench, runtime },
      engine: athena?.engine ?? limitScan(duckdb.engine, settings.maxScanBytes),
      // What Athena reads is not on this machine: it is not fetched to be looked into.
      inspector: athena === null ? createGzipInspector() : null,
    },
    ...{ store, workbench: duckdb.workbench, compacted, packer: duckdb.packer },
    questions: createDuckDbQuestions({ ...reach, clock: host.clock }),
    changes: { rule: changeRule, mark: markChanges },
    priceOf: athena?.priceOf ?? null,
    close: async () => {
      await Promise.all([duckdb.close(), logs.close(), store.close(), compacted.close()]);
    },
  };
}

/** Where the log and the tables are by the settings. */
export function rollupPlaces(
  { cwd }: Pick<Host, 'cwd'>,
  { settings, dataDir }: Pick<RollupOptions, 'settings' | 'dataDir'>,
): { readonly logs: ObjectLocation; readonly rollups: ObjectLocation } {
  const objects = settings.objects ?? { kind: 'directory', path: join(dataDir, 'objects') };
  const rollups = settings.rollups ?? { kind: 'directory', path: join(dataDir, 'rollups') };
  return {
    logs: absolute(settings.logs ?? below(objects, 'access'), cwd),
    rollups: absolute(rollups, cwd),
  };
}

function below(location: ObjectLocation, name: string): ObjectLocation {
  return location.kind === 's3'
    ? { ...location, prefix: `${location.prefix}${name}/` }
    : { ...location, path: join(location.path, name) };
}

function absolute(location: ObjectLocation, cwd: string): ObjectLocation {
  if (location.kind === 's3' || isAbsolute(location.path)) return location;
  return { ...location, path: resolve(cwd, location.path) };
}

function directoriesOf(places: ReturnType<typeof rollupPlaces>): readonly string[] {
  const { logs } = places;
  const paths = Object.values(places).flatMap((place) => ('path' in place ? [place.path] : []));
  return logs.kind === 'directory' ? [...paths, besideLogs(logs.path)] : paths;
}

/** Compacted days lie beside the files they were made from. */
function besideLogs(path: string): string {
  return `${path}-parquet`;
}

async function compactedLogs(
  place: ObjectLocation,
  copies: string,
): Promise<Closing<CompactedLogs>> {
  if (place.kind === 'directory') {
    const days = createDirectoryCompactedLogs({ directory: besideLogs(place.path) });
    return { ...days, close: async () => {} };
  }
  const { createS3CompactedLogs } = await import('../../src/adapters/s3/compacted-logs.js');
  const prefix = place.prefix === '' ? 'parquet/' : `${besideLogs(place.prefix.slice(0, -1))}/`;
  return createS3CompactedLogs({ place: s3Text({ ...place, prefix }), copies });
}

async function logStore(place: ObjectLocation, copies: string): Promise<Closing<LogStore>> {
  if (place.kind === 'directory') {
    return { ...createDirectoryLogStore({ directory: place.path }), close: async () => {} };
  }
  const { createS3LogStore } = await import('../../src/adapters/s3/log-store.js');
  return createS3LogStore({ place: s3Text(place), copies });
}

async function rollupStore(
  { clock }: Host,
  place: ObjectLocation,
  copies: string,
): Promise<Closing<RollupStore>> {
  if (place.kind === 'directory') {
    const store = createDirectoryRollupStore({ directory: place.path, clock });
    return { ...store, close: async () => {} };
  }
  const { createS3RollupStore } = await import('../../src/adapters/s3/rollup-store.js');
  return createS3RollupStore({ place: s3Text(place), copies });
}
