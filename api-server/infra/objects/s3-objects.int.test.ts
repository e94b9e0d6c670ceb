import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type LoopbackS3, startLoopbackS3 } from '../../../src/testing/loopback-s3/server.js';
import { leaksIn } from '../../../src/testing/secret-canary.js';
import { objectsContract } from './objects-contract.js';
import { createS3Objects } from './s3-objects.js';

const kind = { contentType: 'application/gzip' };
const key = 'access/dt=2018-11-15/hour=21/a-0001.json.gz';
let s3: LoopbackS3;

async function open(prefix = 'cats/', more: { silenceMs?: number } = {}) {
  for (const [name, value] of Object.entries(s3.env)) vi.stubEnv(name, value);
  return createS3Objects({ bucket: s3.account.bucket, prefix, ...more });
}

beforeEach(async () => {
  // Small pages, and temporary credentials, which every request has to carry the token of.
  s3 = await startLoopbackS3({ pageSize: 2, sessionToken: 'loopback-session' });
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await s3.close();
  s3.verify();
});

objectsContract(it, expect, () => open());

it('lets whoever reads a stream pause for longer than S3 may be silent', async () => {
  const body = Buffer.alloc(8_000_000, 'cat');
  s3.put(`cats/${key}`, body);
  const file = await (await open('cats/', { silenceMs: 1000 })).stream(key);
  await sleep(2500);
  const read = await file?.toArray();
  expect(Buffer.concat(read ?? []).equals(body)).toBe(true);
});

it('puts below its prefix, typed as what it is, only where nothing is', async () => {
  const objects = await open();
  await objects.put(key, Buffer.from('a'), kind);
  expect([...s3.objects]).toEqual([
    [
      `cats/${key}`,
      expect.objectContaining({ contentType: 'application/gzip', contentEncoding: null }),
    ],
  ]);
  const [{ headers } = { headers: {} }] = s3.requests;
  expect(headers).toMatchObject({
    'if-none-match': '*',
    'x-amz-checksum-crc32': expect.any(String),
  });
});

it('says anew what an object is: its bytes and its ETag stay, and one that is gone stays gone', async () => {
  const objects = await open();
  await objects.put(key, Buffer.from('a'), { ...kind, cacheControl: 'private, no-store' });
  const before = s3.objects.get(`cats/${key}`);
  expect(before).toMatchObject({ cacheControl: 'private, no-store' });
  await objects.relabel(key, { contentType: 'image/png', cacheControl: 'public' });
  expect(s3.objects.get(`cats/${key}`)).toMatchObject({
    ...{ body: Buffer.from('a'), etag: before?.etag },
    ...{ contentType: 'image/png', cacheControl: 'public' },
  });
  await objects.remove(key);
  await objects.relabel(key, kind);
  expect(s3.objects.size).toBe(0);
});

it('needs no prefix', async () => {
  await (await open('')).put(key, Buffer.from('a'), kind);
  expect([...s3.objects.keys()]).toEqual([key]);
});

describe('when S3 is ill', () => {
  it('tries again what was not done', async () => {
    s3.fail('PutObject', 'rate-limit');
    s3.fail('PutObject', 'reset');
    expect(await (await open()).put(key, Buffer.from('a'), kind)).toBe(true);
    expect(s3.count('PutObject')).toBe(3);
  });

  it.each(['cut-after-work', 'error', 'html'] as const)(
    'gives nothing of an answer that is none: %s',
    async (fault) => {
      const objects = await open();
      s3.put(`cats/${key}`, Buffer.alloc(100_000, 'x'));
      s3.fail('GetObject', fault, { times: 'always' });
      await expect(objects.read(key)).rejects.toMatchObject({ code: 'vendor-unreachable' });
    },
  );

  it('finds its own object when the answer was lost', async () => {
    s3.fail('PutObject', 'reset-after-work');
    const objects = await open();
    expect(await objects.put(key, Buffer.from('a'), kind)).toBe(false);
    expect(await objects.size(key)).toBe(1);
  });

  it('puts again what met another upload of its key', async () => {
    s3.refuse('ConditionalRequestConflict');
    expect(await (await open()).put(key, Buffer.from('a'), kind)).toBe(true);
    s3.refuse('ConditionalRequestConflict', { times: 'always' });
    await expect((await open()).put(key, Buffer.from('a'), kind)).rejects.toThrow('Conflict');
  });

  it('gives up when it is told to', async () => {
    s3.fail('PutObject', 'hang');
    const put = (await open()).put(key, Buffer.from('a'), kind, AbortSignal.timeout(300));
    await expect(put).rejects.toThrow('aborted due to timeout');
  });
});

describe('a refusal', () => {
  it.each(['AccessDenied', 'ExpiredToken', 'InvalidAccessKeyId'] as const)(
    'is told by its code and holds no credential: %s',
    async (code) => {
      s3.refuse(code, { times: 'always' });
      const objects = await open();
      const { secretAccessKey, accessKeyId, sessionToken } = s3.account;
      for (const ask of [() => objects.put(key, Buffer.from('a'), kind), () => objects.read(key)]) {
        const error = await ask().catch((caught: unknown) => caught);
        expect(String(error)).toMatch(
          /^CatopsError: S3 (does not allow s3:|was not asked, or did not )/,
        );
        expect(error).toMatchObject({ code: 'credential-refused', cause: { name: code } });
        expect(leaksIn(error, [secretAccessKey, accessKeyId, sessionToken ?? ''])).toEqual([]);
      }
    },
  );

  it('names the action that is missing, also where the answer has no body', async () => {
    const objects = await open();
    const asks: [string, () => Promise<unknown>][] = [
      ['s3:GetObject', () => objects.size(key)],
      ['s3:PutObject', () => objects.relabel(key, kind)],
      ['s3:DeleteObject', () => objects.remove(key)],
      ['s3:ListBucket', () => objects.check()],
    ];
    for (const [action, ask] of asks) {
      s3.refuse('AccessDenied');
      await expect(ask()).rejects.toMatchObject({
        message: expect.stringContaining(`S3 does not allow ${action} on cat-logs.`),
        hint: expect.stringContaining(`allow ${action} there`),
      });
    }
    await objects.check();
  });

  it('of plain http over a network comes before anything is sent', async () => {
    const objects = await open();
    vi.stubEnv('AWS_ENDPOINT_URL_S3', 'http://192.0.2.1:9000');
    await expect(objects.size(key)).rejects.toThrow('must be https (or http on 127.0.0.1)');
  });

  it('of an address that is none is about the settings', async () => {
    const objects = await open();
    vi.stubEnv('AWS_ENDPOINT_URL_S3', 'notaurl');
    await expect(objects.size(key)).rejects.toMatchObject({
      code: 'config-invalid',
      message: 'The address that is set for S3 is no URL.',
    });
  });

  it('comes for want of credentials or a region, in a sentence', async () => {
    const objects = await open();
    for (const name of ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY']) vi.stubEnv(name, '');
    await expect(objects.size(key)).rejects.toMatchObject({
      code: 'credential-refused',
      cause: { name: 'CredentialsProviderError' },
    });
  });
});
