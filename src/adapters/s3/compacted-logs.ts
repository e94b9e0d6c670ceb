import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import type { AwsAccess } from '../../platform/aws.js';
import type { CompactedLogs } from '../../rollups/compacted.js';
import type { Day } from '../../rollups/ports.js';
import { isDay } from '../../rollups/windows.js';
import { createS3Call, isUnknown } from './client.js';
import { listObjects } from './listing.js';
import { createLocalCopies } from './local-copies.js';
import { parseS3Place } from './place.js';
import { createWholeObjects } from './whole-objects.js';

/** A body that is read from a file is sent anew by us: the SDK cannot read it a second time. */
const mostAttempts = 3;

/**
 * Compacted days in a bucket: `dt=2018-11-15/part.parquet` below the place. Copies that `local` makes are
 * kept until `close`: open one for a run.
 */
export function createS3CompactedLogs(
  options: AwsAccess & {
    /** `s3://bucket/prefix`. */
    readonly place: string;
    /** Directory for the copies; the system's own for temporary files when not given. */
    readonly copies?: string;
  },
): CompactedLogs & { close(): Promise<void> } {
  const place = parseS3Place(options.place);
  const call = createS3Call(options);
  const copies = createLocalCopies(call, place, options.copies);
  const objects = createWholeObjects(call, place, copies);

  // One request: the object is there whole or not at all, and takes the place of an older one at once.
  async function put(dt: Day, path: string, signal: AbortSignal): Promise<void> {
    const { size } = await stat(path);
    const body = createReadStream(path);
    try {
      await call(signal, (client, sdk, abortSignal) => {
        const command = new sdk.PutObjectCommand({
          ...{ Bucket: place.bucket, Key: place.prefix + keyOf(dt) },
          ...{ Body: body, ContentLength: size },
        });
        return client.send(command, { abortSignal });
      });
    } finally {
      body.destroy();
    }
  }

  return {
    local: (dt, signal) => objects.local(keyOf(dt), signal),
    put: async (dt, path, signal) => {
      for (let attempt = 1; ; attempt += 1) {
        try {
          return await put(dt, path, signal);
        } catch (error) {
          if (attempt === mostAttempts || !isUnknown(error)) throw error;
        }
      }
    },
    remove: (dt, signal) => objects.remove(keyOf(dt), signal),
    days: async (signal) =>
      (await listObjects(call, place, 'dt=', signal)).flatMap(({ key }) => {
        const dt = /^dt=([^/]+)/.exec(key)?.[1] ?? '';
        return isDay(dt) && key === keyOf(dt) ? [dt] : [];
      }),
    close: copies.close,
  };
}

function keyOf(dt: Day): string {
  return `dt=${dt}/part.parquet`;
}
