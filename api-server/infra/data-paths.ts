import { join, resolve } from 'node:path';

/** Where things are in the data directory. */
export interface DataPaths {
  readonly root: string;
  readonly database: string;
  /** Picture files. */
  readonly images: string;
  readonly accessLog: string;
}

/** The parts of a data directory. */
export function dataPaths(dataDir: string): DataPaths {
  const root = resolve(dataDir);
  return {
    root,
    database: join(root, 'catops.db'),
    images: join(root, 'objects', 'images'),
    accessLog: join(root, 'access-log'),
  };
}
