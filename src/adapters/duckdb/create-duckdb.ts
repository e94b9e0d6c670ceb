import type { LogPacker } from '../../rollups/compacted.js';
import type { ScanEngine } from '../../rollups/ports.js';
import type { Workbench } from '../../rollups/workbench.js';
import type { LogPlaces } from './choose-log.js';
import { type Database, type DatabaseOptions, openDatabase } from './database.js';
import { createDuckDbLogPacker } from './log-packer.js';
import { createDuckDbScanEngine } from './scan-engine.js';
import { createDuckDbWorkbench } from './workbench.js';

export interface DuckDb {
  readonly engine: ScanEngine;
  readonly workbench: Workbench;
  /** Closes what engine and workbench have open. */
  readonly packer: LogPacker;
  /** Ends what runs and removes the temporary files; nothing to do when it was never used. */
  close(): Promise<void>;
}

// Sorting fills all it is given, and writing Parquet takes as much again beside it.
const packingMemory = '200MB';

/**
 * Engine and workbench on one database, which is opened when it is first needed. The packer has one of
 * its own, and closes the other before: together they would hold twice as much.
 */
export function createDuckDb(options: DatabaseOptions & LogPlaces): DuckDb {
  let opened: Promise<Database> | undefined;
  const database = () => {
    opened ??= openDatabase(options);
    return opened;
  };
  const close = async () => {
    await (await opened)?.close();
    opened = undefined;
  };
  return {
    engine: createDuckDbScanEngine({ ...options, database }),
    workbench: createDuckDbWorkbench({ database }),
    packer: createDuckDbLogPacker({
      logs: options.logs,
      open: async () => {
        await close();
        return openDatabase({ ...options, memoryLimit: packingMemory });
      },
    }),
    close,
  };
}
