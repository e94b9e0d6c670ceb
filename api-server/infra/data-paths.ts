import { join, resolve } from 'node:path';
import type { BucketLocation } from '../../src/contracts/object-location.js';

/** Where things are in the data directory. */
export interface DataPaths {
  readonly root: string;
  readonly database: string;
  /** Picture files, and finished access logs when they are not kept elsewhere. */
  readonly objects: string;
  /** The pictures among the objects. */
  readonly images: string;
  /** Where pictures are that people upload, as it is told: that directory, or `s3://bucket/images`. */
  readonly uploads: string;
  /** Says which version of the seed the pictures were drawn for. */
  readonly drawnVersion: string;
  /** Mails, each a file. */
  readonly outbox: string;
  /** Access logs on their way. */
  readonly accessLog: string;
  /** Models of the embedded image analysis, when they are installed. */
  readonly analysis: string;
}

/** The parts of a data directory, and of the bucket beside it. */
export function dataPaths(dataDir: string, bucket?: BucketLocation): DataPaths {
  const root = resolve(dataDir);
  const images = join(root, 'objects', 'images');
  return {
    root,
    database: join(root, 'catops.db'),
    objects: join(root, 'objects'),
    images,
    uploads: bucket ? `s3://${bucket.bucket}/${bucket.prefix}images` : images,
    drawnVersion: join(root, 'pictures-version'),
    outbox: join(root, 'outbox'),
    accessLog: join(root, 'access-log'),
    analysis: join(root, 'analysis'),
  };
}
