import { Readable } from 'node:stream';
import {
  CopyObjectCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
  type S3ClientConfig,
} from '@aws-sdk/client-s3';
import { afterEach, expect, it } from 'vitest';
import { type LoopbackS3, startLoopbackS3 } from './server.js';
import type { S3Account } from './state.js';

// The real client of AWS against the loopback server: what it sends is understood, what S3 would
// refuse is refused, and every refusal that a test does not expect fails it.

process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] = 'true';
let s3: LoopbackS3;
let client: S3Client;

async function start(given: Partial<S3Account> = {}, config: S3ClientConfig = {}): Promise<string> {
  s3 = await startLoopbackS3(given);
  const { region, accessKeyId, secretAccessKey, sessionToken } = s3.account;
  const token = sessionToken === null ? {} : { sessionToken };
  const credentials = { accessKeyId, secretAccessKey, ...token };
  client = new S3Client({ endpoint: s3.url, region, credentials, maxAttempts: 1, ...config });
  return s3.account.bucket;
}

afterEach(async () => {
  client.destroy();
  await s3.close();
  s3.verify();
});

const key = "access/dt=2018-11-15/hour=21/a b+c'(1).json.gz";

it('stores, reads, describes and deletes an object, whatever is in its name', async () => {
  const Bucket = await start();
  const object = { Bucket, Key: key };
  const kind = { ContentType: 'application/x-ndjson', ContentEncoding: 'gzip' };
  const { ETag } = await client.send(new PutObjectCommand({ ...object, Body: 'cats', ...kind }));
  expect(ETag).toBe('"0832c1202da8d382318e329a7c133ea0"');
  const read = await client.send(new GetObjectCommand(object));
  expect(await read.Body?.transformToString()).toBe('cats');
  expect(read).toMatchObject({ ETag, ContentLength: 4, ...kind });
  expect(await client.send(new HeadObjectCommand(object))).toMatchObject({ ETag, ...kind });
  await client.send(new DeleteObjectCommand(object));
  await client.send(new DeleteObjectCommand(object));
  await expect(client.send(new HeadObjectCommand(object))).rejects.toMatchObject({
    name: 'NotFound',
  });
  await expect(client.send(new GetObjectCommand(object))).rejects.toThrow('key does not exist');
});

it('stores a stream without its chunks, and checks the checksum behind it', async () => {
  const Bucket = await start();
  const Body = Readable.from([Buffer.alloc(70_000, 'a'), Buffer.alloc(5, 'b')]);
  const size = { ContentLength: 70_005, ContentEncoding: 'gzip' };
  await client.send(new PutObjectCommand({ Bucket, Key: key, Body, ...size }));
  const { body, contentEncoding } = s3.objects.get(key) ?? {};
  expect([body?.length, body?.subarray(-6).toString(), contentEncoding]).toEqual([
    70_005,
    'abbbbb',
    'gzip',
  ]);
});

it('writes under a condition: only when nothing is there, or only over what was read', async () => {
  const Bucket = await start();
  const put = (Body: string, condition: object) =>
    client.send(new PutObjectCommand({ Bucket, Key: 'runs.json', Body, ...condition }));
  await expect(put('0', { IfMatch: '"none"' })).rejects.toMatchObject({ name: 'NoSuchKey' });
  const { ETag } = await put('1', { IfNoneMatch: '*' });
  await expect(put('2', { IfNoneMatch: '*' })).rejects.toMatchObject({
    name: 'PreconditionFailed',
    $metadata: { httpStatusCode: 412 },
  });
  s3.put('runs.json', 'somebody else');
  await expect(put('3', { IfMatch: ETag })).rejects.toThrow('preconditions');
  const there = await client.send(new HeadObjectCommand({ Bucket, Key: 'runs.json' }));
  await put('4', { IfMatch: there.ETag });
  expect(String(s3.objects.get('runs.json')?.body)).toBe('4');
  s3.expectRefusal('If-None-Match of a write is *');
  await expect(put('5', { IfNoneMatch: '"x"' })).rejects.toMatchObject({ name: 'NotImplemented' });
});

it('copies an object onto itself only to say anew what it is, and tells whether the bucket is there', async () => {
  const Bucket = await start();
  const object = { Bucket, Key: 'a b.jpg', CopySource: `${Bucket}/a%20b.jpg` };
  await client.send(new PutObjectCommand({ ...object, Body: 'cats', CacheControl: 'no-store' }));
  const anew = { MetadataDirective: 'REPLACE', CacheControl: 'public' } as const;
  await client.send(new CopyObjectCommand({ ...object, ...anew, ContentType: 'image/jpeg' }));
  expect(await client.send(new GetObjectCommand(object))).toMatchObject({
    ...{ CacheControl: 'public', ContentType: 'image/jpeg', ContentLength: 4 },
  });
  // What is not said again is gone.
  await client.send(new CopyObjectCommand({ ...object, ...anew }));
  expect(s3.objects.get('a b.jpg')).toMatchObject({ contentType: 'binary/octet-stream' });
  s3.expectRefusal('a copy onto itself replaces the metadata');
  const copy = client.send(new CopyObjectCommand(object));
  await expect(copy).rejects.toMatchObject({ name: 'InvalidRequest' });
  const gone = { ...object, CopySource: `${Bucket}/gone.jpg` };
  await expect(client.send(new CopyObjectCommand(gone))).rejects.toThrow('key does not exist');
  await client.send(new HeadBucketCommand({ Bucket }));
  await expect(
    client.send(new HeadBucketCommand({ Bucket: 'no-such-bucket' })),
  ).rejects.toMatchObject({ name: 'NotFound' });
});

it('lists in pages, in the order of bytes, with prefixes rolled up', async () => {
  const Bucket = await start({ pageSize: 2 });
  for (const name of ['b/2', 'b/1', 'a', 'b/é', 'b/c/1', 'b/c/2', 'c']) s3.put(name, name);
  const pages = async (options: object) => {
    const names: (string | undefined)[] = [];
    let ContinuationToken: string | undefined;
    do {
      const command = new ListObjectsV2Command({ Bucket, ...options, ContinuationToken });
      const { Contents = [], CommonPrefixes = [], KeyCount, ...page } = await client.send(command);
      expect(KeyCount).toBeLessThanOrEqual(2);
      names.push(...Contents.map((each) => each.Key), ...CommonPrefixes.map((each) => each.Prefix));
      ContinuationToken = page.NextContinuationToken;
    } while (ContinuationToken !== undefined);
    return names;
  };
  expect(await pages({})).toEqual(['a', 'b/1', 'b/2', 'b/c/1', 'b/c/2', 'b/é', 'c']);
  const rolled = await pages({ Prefix: 'b/', Delimiter: '/' });
  expect(rolled.sort()).toEqual(['b/1', 'b/2', 'b/c/', 'b/é']);
  expect(await pages({ Prefix: 'b/', StartAfter: 'b/c/1' })).toEqual(['b/c/2', 'b/é']);
  expect(await pages({ Prefix: 'none' })).toEqual([]);
  s3.expectRefusal('a continuation token is one that S3 gave');
  const own = new ListObjectsV2Command({ Bucket, ContinuationToken: 'mine' });
  await expect(client.send(own)).rejects.toMatchObject({ name: 'InvalidArgument' });
});

it('deletes up to a thousand at once', async () => {
  const Bucket = await start();
  const Objects = Array.from({ length: 1001 }, (_, n) => ({ Key: `a&b/<${n}>` }));
  for (const { Key } of Objects) s3.put(Key, 'x');
  const command = (from: number, to: number, Quiet: boolean) =>
    new DeleteObjectsCommand({ Bucket, Delete: { Objects: Objects.slice(from, to), Quiet } });
  s3.expectRefusal('1 to 1,000 keys');
  await expect(client.send(command(0, 1001, true))).rejects.toMatchObject({ name: 'MalformedXML' });
  expect((await client.send(command(1, 1001, false))).Deleted).toHaveLength(1000);
  expect([...s3.objects.keys()]).toEqual(['a&b/<0>']);
  expect((await client.send(command(0, 2, true))).Deleted).toBeUndefined();
  expect(s3.objects.size).toBe(0);
});

it('wants the account, its region and its token', async () => {
  const Bucket = await start({ sessionToken: 'token' });
  const list = new ListObjectsV2Command({ Bucket });
  await client.send(list);
  const { region, accessKeyId, secretAccessKey } = s3.account;
  const right = { accessKeyId, secretAccessKey, sessionToken: 'token' };
  const asked = async (credentials: typeof right, more: S3ClientConfig = {}) => {
    const other = new S3Client({ endpoint: s3.url, region, maxAttempts: 1, credentials, ...more });
    const failure = await other.send(list).catch((error: Error) => error.name);
    other.destroy();
    return failure;
  };
  expect(await asked({ ...right, sessionToken: 'old' })).toBe('InvalidToken');
  expect(await asked({ ...right, accessKeyId: 'AKIANOBODY' })).toBe('InvalidAccessKeyId');
  s3.expectRefusal('the signature is wrong');
  expect(await asked({ ...right, secretAccessKey: 'guess' })).toBe('SignatureDoesNotMatch');
  s3.expectRefusal('the scope is');
  expect(await asked(right, { region: 'us-east-1' })).toBe('AuthorizationHeaderMalformed');
  s3.expectRefusal('x-amz-date is now');
  const late = { systemClockOffset: -20 * 60 * 1000 };
  expect(await asked(right, late)).toBe('RequestTimeTooSkewed');
  s3.expectRefusal('Authorization must be');
  expect((await fetch(`${s3.url}/${Bucket}?list-type=2`)).status).toBe(403);
  s3.expectRefusal('does not belong in a URL');
  expect((await fetch(`${s3.url}/${Bucket}/a?X-Amz-Signature=1`)).status).toBe(400);
});

it('refuses what S3 would: long keys, other buckets, what was changed on the way', async () => {
  const Bucket = await start();
  s3.expectRefusal('1,024 bytes');
  const put = (input: object) =>
    client.send(new PutObjectCommand({ Bucket, Key: key, Body: 'cats', ...input }));
  await expect(put({ Key: 'é'.repeat(513) })).rejects.toMatchObject({ name: 'KeyTooLongError' });
  await expect(put({ Bucket: 'others' })).rejects.toMatchObject({ name: 'NoSuchBucket' });
  s3.expectRefusal('checksum of the body');
  await expect(put({ ChecksumCRC32: 'AAAAAA==' })).rejects.toMatchObject({ name: 'BadDigest' });
  s3.expectRefusal('this loopback has no if-match');
  const part = new GetObjectCommand({ Bucket, Key: key, IfMatch: '"x"' });
  await expect(client.send(part)).rejects.toMatchObject({ name: 'NotImplemented' });
  expect(s3.objects.size).toBe(0);
});

it('has bad days: slow down, no access, an expired token, answers that never come', async () => {
  const Bucket = await start({}, { maxAttempts: 2 });
  const put = (condition = {}, signal?: AbortSignal) =>
    client.send(
      new PutObjectCommand({ Bucket, Key: key, Body: 'cats', ...condition }),
      signal ? { abortSignal: signal } : {},
    );
  s3.fail('PutObject', 'rate-limit');
  await put();
  expect(s3.requests.map(({ route, outcome }) => [route, outcome])).toEqual([
    ['PutObject', 'rate-limit'],
    ['PutObject', 200],
  ]);
  s3.refuse('AccessDenied', { operation: 'PutObject' });
  await expect(put()).rejects.toMatchObject({ name: 'AccessDenied' });
  s3.refuse('ExpiredToken', { times: 'always' });
  await expect(put()).rejects.toMatchObject({ name: 'ExpiredToken' });
  s3.allow();
  s3.remove(key);
  // The work was done and the answer lost: the client's second try finds its own object.
  s3.fail('PutObject', 'reset-after-work');
  await expect(put({ IfNoneMatch: '*' })).rejects.toMatchObject({ name: 'PreconditionFailed' });
  s3.fail('PutObject', 'hang');
  const giveUp = new AbortController();
  const hanging = put({}, giveUp.signal);
  const before = s3.count('PutObject');
  await expect.poll(() => s3.count('PutObject')).toBe(before + 1);
  giveUp.abort();
  await expect(hanging).rejects.toThrow('aborted');
  s3.refuse('SlowDown');
  expect(() => s3.verify()).toThrow('nothing was refused with SlowDown');
  s3.allow();
});
