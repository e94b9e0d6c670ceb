import { readFile } from 'node:fs/promises';
import type { AwsAccess } from '../../platform/aws.js';
import type { Day, RollupStore, StoredObject } from '../../rollups/ports.js';
import type { TableName } from '../../rollups/tables.js';
import { isDay } from '../../rollups/windows.js';
import { createS3Call, isConditionLost, isUnknown } from './client.js';
import { listObjects } from './listing.js';
import { createLocalCopies } from './local-copies.js';
import { parseS3Place, placeText } from './place.js';
import { createWholeObjects } from './whole-objects.js';

type Table = TableName | 'runs';

/**
 * Rolled-up tables in a bucket: `rollup_hour/dt=2018-11-15/part.parquet` below the place. Copies that
 * `local` makes are kept until `close`: open one for a run.
 */
export function createS3RollupStore(
  options: AwsAccess & {
    /** `s3://bucket/prefix`. */
    readonly place: string;
    /** Directory for the copies; the system's own for temporary files when not given. */
    readonly copies?: string;
  },
): RollupStore & { close(): Promise<void> } {
  const place = parseS3Place(options.place);
  const call = createS3Call(options);
  const copies = createLocalCopies(call, place, options.copies);
  const objects = createWholeObjects(call, place, copies);

  async function put(
    key: string,
    content: Buffer,
    expected: StoredObject | null,
    signal: AbortSignal,
  ): Promise<StoredObject> {
    return call(signal, async (client, sdk, abortSignal) => {
      const condition = expected ? { IfMatch: expected.etag } : { IfNoneMatch: '*' };
      const command = new sdk.PutObjectCommand({
        ...{ Bucket: place.bucket, Key: place.prefix + key },
        ...{ Body: content, ...condition },
      });
      const { ETag = '' } = await client.send(command, { abortSignal });
      return { etag: ETag, size: content.length };
    });
  }

  /** What is there, when it is this very content; an etag need not be a hash of it. */
  async function inPlace(
    key: string,
    content: Buffer,
    signal: AbortSignal,
  ): Promise<StoredObject | null> {
    const there = await objects.stat(key, signal);
    if (there?.size !== content.length) return null;
    const path = await copies.of({ key, etag: there.etag }, signal);
    return path !== null && content.equals(await readFile(path)) ? there : null;
  }

  return {
    place: placeText(place),
    stat: (table, dt, signal) => objects.stat(keyOf(table, dt), signal),
    local: (table, dt, signal) => objects.local(keyOf(table, dt), signal),
    replace: async ({ table, dt }, path, expected, signal) => {
      const key = keyOf(table, dt);
      const content = await readFile(path);
      try {
        return await put(key, content, expected, signal);
      } catch (error) {
        // The client sends a write again when its answer is lost: then what is in its way may be
        // itself. Only a look can tell.
        const lost = isConditionLost(error);
        if (!lost && !isUnknown(error)) throw error;
        const there = await inPlace(key, content, signal).catch(() => null);
        if (there) return there;
        if (lost) return 'conflict';
        throw error;
      }
    },
    days: async (table, signal) =>
      (await listObjects(call, place, `${table}/dt=`, signal)).flatMap(({ key }) => {
        const dt = /\/dt=([^/.]+)/.exec(key)?.[1] ?? '';
        return isDay(dt) && key === keyOf(table, dt) ? [dt] : [];
      }),
    remove: (table, dt, signal) => objects.remove(keyOf(table, dt), signal),
    close: copies.close,
  };
}

/** A folder for each day: Athena projects partitions onto folders only. */
function keyOf(table: Table, dt: Day): string {
  return table === 'runs' ? `runs/dt=${dt}.json` : `${table}/dt=${dt}/part.parquet`;
}
