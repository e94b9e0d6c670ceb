import type { Readable } from 'node:stream';
import type { S3Client } from '@aws-sdk/client-s3';
import { checkKey, type ListedObject, type Objects } from './objects.js';
import { refusePlainHttp, s3Failure } from './s3-manners.js';

/** The whole of one call, with the client's own retries. */
const callMs = 60_000;

/**
 * Objects in a bucket. Region, endpoint and credentials come from where every AWS SDK looks for
 * them. The SDK is loaded with the first call.
 */
export function createS3Objects(options: {
  readonly bucket: string;
  /** Empty, or ends in a slash. */
  readonly prefix: string;
}): Objects {
  const { bucket: Bucket, prefix } = options;
  let opened: ReturnType<typeof open> | undefined;

  async function call<T>(
    work: (sdk: Sdk, abort: { readonly abortSignal: AbortSignal }) => Promise<T>,
    signal?: AbortSignal,
  ): Promise<T> {
    opened ??= open();
    const limit = AbortSignal.timeout(callMs);
    const abortSignal = signal ? AbortSignal.any([signal, limit]) : limit;
    try {
      return await work(await opened, { abortSignal });
    } catch (error) {
      throw s3Failure(error);
    }
  }
  const unlessMissing = async <T>(work: Promise<T>): Promise<T | undefined> => {
    try {
      return await work;
    } catch (error) {
      if (error instanceof Error && 'status' in error && error.status === 404) return undefined;
      throw error;
    }
  };
  const keyOf = (key: string): string => {
    checkKey(key);
    return prefix + key;
  };

  return {
    read: (key) =>
      unlessMissing(
        call(async ({ client, GetObjectCommand }, abort) => {
          const command = new GetObjectCommand({ Bucket, Key: keyOf(key) });
          const { Body } = await client.send(command, abort);
          return Buffer.from((await Body?.transformToByteArray()) ?? []);
        }),
      ),
    stream: (key, part, signal) =>
      unlessMissing(
        call(async ({ client, GetObjectCommand }, abort) => {
          const Range = part && `bytes=${part.first}-${part.last}`;
          const command = new GetObjectCommand({ Bucket, Key: keyOf(key), Range });
          // In Node it is a stream of Node.
          return (await client.send(command, abort)).Body as Readable | undefined;
        }, signal),
      ),
    async put(key, body, { contentType }, signal) {
      const command = { Bucket, Key: keyOf(key), Body: body, ContentType: contentType };
      try {
        await call(({ client, PutObjectCommand }, abort) => {
          // The name is the only one of its kind: whatever is there already is this very object.
          return client.send(new PutObjectCommand({ ...command, IfNoneMatch: '*' }), abort);
        }, signal);
        return true;
      } catch (error) {
        if (error instanceof Error && 'status' in error && error.status === 412) return false;
        throw error;
      }
    },
    remove: async (key, signal) => {
      // "If the object doesn't exist, Amazon S3 doesn't return an error": 204 either way.
      await call(({ client, DeleteObjectCommand }, abort) => {
        return client.send(new DeleteObjectCommand({ Bucket, Key: keyOf(key) }), abort);
      }, signal);
    },
    size: (key, signal) =>
      unlessMissing(
        call(async ({ client, HeadObjectCommand }, abort) => {
          const command = new HeadObjectCommand({ Bucket, Key: keyOf(key) });
          return (await client.send(command, abort)).ContentLength ?? 0;
        }, signal),
      ),
    async *list(start): AsyncGenerator<ListedObject> {
      let ContinuationToken: string | undefined;
      do {
        const page = await call(({ client, ListObjectsV2Command }, abort) => {
          const input = { Bucket, Prefix: prefix + start, ContinuationToken };
          return client.send(new ListObjectsV2Command(input), abort);
        });
        for (const { Key = '', Size = 0 } of page.Contents ?? []) {
          yield { key: Key.slice(prefix.length), bytes: Size };
        }
        ContinuationToken = page.NextContinuationToken;
      } while (ContinuationToken !== undefined);
    },
    // An upload that was cut off leaves nothing: S3 "never adds partial objects".
    tidy: async () => {},
  };
}

type Sdk = Awaited<ReturnType<typeof open>>;

async function open() {
  const sdk = await import('@aws-sdk/client-s3');
  const client: S3Client = new sdk.S3Client({
    maxAttempts: 3,
    requestHandler: {
      connectionTimeout: 5000,
      requestTimeout: 20_000,
      throwOnRequestTimeout: true,
    },
  });
  refusePlainHttp(client);
  const { DeleteObjectCommand, GetObjectCommand, HeadObjectCommand } = sdk;
  const { ListObjectsV2Command, PutObjectCommand } = sdk;
  return {
    ...{ client, DeleteObjectCommand, GetObjectCommand, HeadObjectCommand },
    ...{ ListObjectsV2Command, PutObjectCommand },
  };
}
