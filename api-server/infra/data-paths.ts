import { join, resolve } from 'node:path';

/** Where things are in the data directory. */
export interface DataPaths {
  readonly root: string;
  readonly database: string;
  /** Picture files, and finished access logs when they are not kept elsewhere. */
  readonly objects: string;
  /** The pictures among the objects. */
  readonly images: string;
  /** Says which version of the seed the pictures were drawn for. */
  readonly drawnVersion: string;
  /** Mails, each a file. */
  readonly outbox: string;
  /** Access logs on their way. */
  readonly accessLog: string;
  /** Models of the embedded image analysis, when they are installed. */
  readonly analysis: string;
}

/** The parts of a data directory. */
export function dataPaths(dataDir: string): DataPaths {
  const root = resolve(dataDir);
  return {
    root,
    database: join(root, 'catops.db'),
    objects: join(root, 'objects'),
    images: join(root, 'objects', 'images'),
    drawnVersion: join(root, 'pictures-version'),
    outbox: join(root, 'outbox'),
    accessLog: join(root, 'access-log'),
    analysis: join(root, 'analysis'),
  };
}
