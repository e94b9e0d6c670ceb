import type { AwsAccess } from '../../platform/aws.js';
import { CatopsError } from '../../platform/errors.js';
import type { LogFile, LogStore } from '../../rollups/ports.js';
import { isDay, isHour } from '../../rollups/windows.js';
import { createS3Call, type S3Call } from './client.js';
import { type ListedObject, listFolders, listObjects } from './listing.js';
import { createLocalCopies } from './local-copies.js';
import { parseS3Place, placeText, type S3Place } from './place.js';

/** "You can delete up to 1000 objects" with one request. */
const mostDeleted = 1000;

/**
 * Finished log files in a bucket, `dt=2018-11-15/hour=21/….json.gz` below the place. Copies that
 * `local` makes are kept until `close`: open one for a run.
 */
export function createS3LogStore(
  options: AwsAccess & {
    /** `s3://bucket/prefix`. */
    readonly place: string;
    /** Directory for the copies; the system's own for temporary files when not given. */
    readonly copies?: string;
  },
): LogStore & { close(): Promise<void> } {
  const place = parseS3Place(options.place);
  const call = createS3Call(options);
  const copies = createLocalCopies(call, place, options.copies);
  return {
    place: placeText(place),
    list: async (dt, signal) =>
      (await listObjects(call, place, `dt=${dt}/`, signal)).flatMap(logFile),
    days: async (signal) =>
      (await listFolders(call, place, '', signal)).flatMap((folder) => {
        const dt = /^dt=(.*)\/$/.exec(folder)?.[1] ?? '';
        return isDay(dt) ? [dt] : [];
      }),
    local: async (file, signal) => {
      const path = await copies.of(file, signal);
      if (path !== null) return path;
      const message = `${placeText(place)}/${file.key} was removed while it was wanted.`;
      throw new CatopsError('query-failed', message, { hint: 'run it again' });
    },
    remove: async (files, signal) => {
      for (let at = 0; at < files.length; at += mostDeleted)
        await removeSome(call, place, files.slice(at, at + mostDeleted), signal);
    },
    close: copies.close,
  };
}

/** None for an object that is no log file, and for a key that would lead out of its folder. */
function logFile({ key, size, etag }: ListedObject): LogFile[] {
  const [, dt = '', hour = '', name = ''] = /^dt=([^/]+)\/hour=([^/]+)\/([^/]+)$/.exec(key) ?? [];
  const isLog = name.endsWith('.json.gz') && !name.startsWith('.') && !name.includes('\0');
  return isLog && isDay(dt) && isHour(hour) ? [{ key, dt, hour, size, etag }] : [];
}

async function removeSome(
  call: S3Call,
  { bucket, prefix }: S3Place,
  files: readonly LogFile[],
  signal: AbortSignal,
): Promise<void> {
  const { Errors = [] } = await call(signal, (client, sdk, abortSignal) => {
    const objects = files.map(({ key }) => ({ Key: prefix + key }));
    const command = new sdk.DeleteObjectsCommand({
      Bucket: bucket,
      Delete: { Objects: objects, Quiet: true },
    });
    return client.send(command, { abortSignal });
  });
  const [first] = Errors;
  if (!first) return;
  const message = `S3 did not remove ${Errors.length} of ${files.length} files: ${first.Code}.`;
  const denied = first.Code === 'AccessDenied';
  throw new CatopsError(denied ? 'credential-refused' : 'vendor-unreachable', message, {
    hint: denied ? 'allow s3:DeleteObject on the log' : 'try again',
  });
}
