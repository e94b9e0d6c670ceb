import type { Readable } from 'node:stream';
import { checkKey, type ListedObject, type ObjectKind, type Objects } from './objects.js';
import { createS3Call, isMissing, s3Said } from './s3-call.js';

/** How often an upload is begun that meets another one of its key. */
const uploads = 3;

/** Objects in a bucket, and a look at whether it is there. The SDK is loaded with the first call. */
export function createS3Objects(options: {
  readonly bucket: string;
  /** Empty, or ends in a slash. */
  readonly prefix: string;
  /** How long S3 may be silent, milliseconds; 20 s. A stream's reader may be. */
  readonly silenceMs?: number;
}): Objects & { check(): Promise<void> } {
  const { bucket: Bucket, prefix, silenceMs } = options;
  const call = createS3Call(Bucket, { silenceMs });
  const callStreamed = createS3Call(Bucket, { silenceMs, isStreamed: true });
  const of = (key: string) => {
    checkKey(key);
    return { Bucket, Key: prefix + key };
  };

  async function put(key: string, body: Buffer, kind: ObjectKind, signal?: AbortSignal) {
    for (let attempt = 1; ; attempt += 1) {
      try {
        await call(
          's3:PutObject',
          (client, { PutObjectCommand }, abort) => {
            const input = { ...of(key), ...headersOf(kind), Body: body };
            // The name is the only one of its kind: whatever is there already is this very object.
            return client.send(new PutObjectCommand({ ...input, IfNoneMatch: '*' }), abort);
          },
          signal,
        );
        return true;
      } catch (error) {
        if (s3Said(error) === 'PreconditionFailed') return false;
        // "On a 409 failure you should retry the upload."
        if (s3Said(error) !== 'ConditionalRequestConflict' || attempt === uploads) throw error;
      }
    }
  }

  return {
    put,
    read: (key, signal) =>
      unlessMissing(
        call(
          's3:GetObject',
          async (client, { GetObjectCommand }, abort) => {
            const { Body } = await client.send(new GetObjectCommand(of(key)), abort);
            return Buffer.from((await Body?.transformToByteArray()) ?? []);
          },
          signal,
        ),
      ),
    stream: (key, part, signal) =>
      unlessMissing(
        callStreamed(
          's3:GetObject',
          async (client, { GetObjectCommand }, abort) => {
            const Range = part && `bytes=${part.first}-${part.last}`;
            // In Node it is a stream of Node.
            return (await client.send(new GetObjectCommand({ ...of(key), Range }), abort)).Body as
              | Readable
              | undefined;
          },
          signal,
        ),
      ),
    // Bytes and ETag stay; what is said of an object can only be said anew as a whole, by a copy.
    relabel: async (key, kind, signal) => {
      await unlessMissing(
        call(
          's3:PutObject',
          (client, { CopyObjectCommand }, abort) => {
            const object = of(key);
            const CopySource = `${Bucket}/${object.Key.split('/').map(encodeURIComponent).join('/')}`;
            const input = { ...object, ...headersOf(kind), CopySource };
            return client.send(
              new CopyObjectCommand({ ...input, MetadataDirective: 'REPLACE' }),
              abort,
            );
          },
          signal,
        ),
      );
    },
    remove: async (key, signal) => {
      // "If the object doesn't exist, Amazon S3 doesn't return an error": 204 either way.
      await call(
        's3:DeleteObject',
        (client, { DeleteObjectCommand }, abort) =>
          client.send(new DeleteObjectCommand(of(key)), abort),
        signal,
      );
    },
    size: (key, signal) =>
      unlessMissing(
        call(
          's3:GetObject',
          async (client, { HeadObjectCommand }, abort) =>
            (await client.send(new HeadObjectCommand(of(key)), abort)).ContentLength ?? 0,
          signal,
        ),
      ),
    async *list(start, signal): AsyncGenerator<ListedObject> {
      let ContinuationToken: string | undefined;
      do {
        const page = await call(
          's3:ListBucket',
          (client, { ListObjectsV2Command }, abort) => {
            const input = { Bucket, Prefix: prefix + start, ContinuationToken };
            return client.send(new ListObjectsV2Command(input), abort);
          },
          signal,
        );
        for (const { Key = '', Size = 0, LastModified } of page.Contents ?? []) {
          const changedAt = LastModified?.getTime();
          yield { key: Key.slice(prefix.length), bytes: Size, changedAt };
        }
        ContinuationToken = page.NextContinuationToken;
      } while (ContinuationToken !== undefined);
    },
    // An upload that was cut off leaves nothing: S3 "never adds partial objects".
    tidy: async () => {},
    check: async () => {
      await call('s3:ListBucket', (client, { HeadBucketCommand }, abort) =>
        client.send(new HeadBucketCommand({ Bucket }), abort),
      );
    },
  };
}

function headersOf({ contentType: ContentType, cacheControl: CacheControl }: ObjectKind) {
  return { ContentType, ...(CacheControl !== undefined && { CacheControl }) };
}

async function unlessMissing<T>(work: Promise<T>): Promise<T | undefined> {
  try {
    return await work;
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}
