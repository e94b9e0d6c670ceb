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
  readonly packer: LogPacker;
  /** Ends what runs and removes the temporary files; nothing to do when it was never used. */
  close(): Promise<void>;
}

/** Engine, workbench and packer on one database, which is opened when it is first needed. */
export function createDuckDb(options: DatabaseOptions & LogPlaces): DuckDb {
  let opened: Promise<Database> | undefined;
  const database = () => {
    opened ??= openDatabase(options);
    return opened;
  };
  return {
    engine: createDuckDbScanEngine({ ...options, database }),
    workbench: createDuckDbWorkbench({ database }),
    packer: createDuckDbLogPacker({ logs: options.logs, database }),
    close: async () => {
      await (await opened)?.close();
      opened = undefined;
    },
  };
}
