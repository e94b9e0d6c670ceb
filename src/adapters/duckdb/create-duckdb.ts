import type { LogStore, ScanEngine } from '../../rollups/ports.js';
import type { Workbench } from '../../rollups/workbench.js';
import { type Database, type DatabaseOptions, openDatabase } from './database.js';
import { createDuckDbScanEngine } from './scan-engine.js';
import { createDuckDbWorkbench } from './workbench.js';

export interface DuckDb {
  readonly engine: ScanEngine;
  readonly workbench: Workbench;
  /** Ends what runs and removes the temporary files; nothing to do when it was never used. */
  close(): Promise<void>;
}

/** The engine and the workbench on one database, which is opened when it is first needed. */
export function createDuckDb(
  options: DatabaseOptions & { readonly logs: Pick<LogStore, 'local'> },
): DuckDb {
  let opened: Promise<Database> | undefined;
  const database = () => {
    opened ??= openDatabase(options);
    return opened;
  };
  return {
    engine: createDuckDbScanEngine({ logs: options.logs, database }),
    workbench: createDuckDbWorkbench({ database }),
    close: async () => {
      await (await opened)?.close();
      opened = undefined;
    },
  };
}
