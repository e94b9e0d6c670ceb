import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { CatopsError } from '../../platform/errors.js';
import type { LogFile } from '../../rollups/ports.js';
import { stubAwsEnvironment } from '../../testing/aws-environment.js';
import { type LoopbackS3, startLoopbackS3 } from '../../testing/loopback-s3/server.js';
import { testAccount } from '../../testing/loopback-s3/state.js';
import { leaksIn } from '../../testing/secret-canary.js';
import { createS3CompactedLogs } from './compacted-logs.js';
import { createS3LogStore } from './log-store.js';
import { createS3RollupStore } from './rollup-store.js';

const quiet = new AbortController().signal;
const dt = '2018-11-15';
const table = { table: 'rollup_hour', dt } as const;
const tableKey = `rollups/rollup_hour/dt=${dt}/part.parquet`;
const key = (seq: number) =>
  `dt=${dt}/hour=21/host-20181115T210000000Z-${String(seq).padStart(4, '0')}.json.gz`;

let vendor: LoopbackS3;
let logs: ReturnType<typeof createS3LogStore>;
let rollups: ReturnType<typeof createS3RollupStore>;
let scratch: string;

beforeAll(() => stubAwsEnvironment(testAccount));
afterAll(() => vi.unstubAllEnvs());
beforeEach(async () => {
  vendor = await startLoopbackS3();
  const access = { endpoint: vendor.url, silenceMs: 250 };
  logs = createS3LogStore({ ...access, place: `s3://${testAccount.bucket}/access` });
  rollups = createS3RollupStore({ ...access, place: `s3://${testAccount.bucket}/rollups` });
  scratch = await mkdtemp(join(tmpdir(), 'catops-test-'));
});
afterEach(async () => {
  await Promise.all([logs.close(), rollups.close(), vendor.close()]);
  await rm(scratch, { recursive: true });
  vendor.verify();
});

async function listed(count = 1): Promise<readonly LogFile[]> {
  for (let seq = 1; seq <= count; seq += 1) vendor.put(`access/${key(seq)}`, `content ${seq}`);
  return logs.list(dt, quiet);
}

async function fileWith(text: string): Promise<string> {
  const path = join(scratch, `${text}.parquet`);
  await writeFile(path, text);
  return path;
}

/** The code a call ends with; its sentence has no secret in it. */
async function codeOf(work: Promise<unknown>): Promise<string> {
  const error = await work.then(
    () => new Error('It did not fail.'),
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof CatopsError)) throw error;
  expect(leaksIn([error.message, error.hint], [testAccount.secretAccessKey])).toEqual([]);
  return error.code;
}

describe('a copy of a log file', () => {
  it('is made once for one etag, readable by nobody else, and gone with the store', async () => {
    const [file] = await listed();
    if (!file) throw new Error('not listed');
    const paths = await Promise.all([1, 2, 3].map(() => logs.local(file, quiet)));
    const [path = ''] = paths;
    expect(new Set([...paths, await logs.local(file, quiet)])).toEqual(new Set([path]));
    expect(vendor.count('GetObject')).toBe(1);
    expect(path.endsWith(`/${key(1)}`)).toBe(true);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect((await stat(dirname(path))).mode & 0o077).toBe(0);
    await logs.close();
    expect(existsSync(path)).toBe(false);
  });

  it.each(['reset', 'error', 'html-ok'] as const)(
    'is whole in the end when one answer meets %s',
    async (fault) => {
      const [file] = await listed();
      if (!file) throw new Error('not listed');
      vendor.fail('GetObject', fault);
      expect(await readFile(await logs.local(file, quiet), 'utf8')).toBe('content 1');
    },
  );

  it.each(['stalls', 'breaks off'])('is whole in the end when a body %s', async (how) => {
    let asked = 0;
    const server = createServer((_, response) => {
      response.writeHead(200, { etag: '"e"', 'content-length': '7' });
      asked += 1;
      if (asked > 1) response.end('content');
      else if (how === 'stalls') response.write('con');
      else response.write('con', () => response.destroy());
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const store = createS3LogStore({ endpoint, place: 's3://cat-logs', silenceMs: 200 });
    const file = { key: key(1), dt, hour: '21', size: 7, etag: '"e"' };
    expect(await readFile(await store.local(file, quiet), 'utf8')).toBe('content');
    expect(asked).toBe(2);
    await store.close();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  it('is not made of another content than the manifest names, nor of none', async () => {
    const [file] = await listed();
    if (!file) throw new Error('not listed');
    vendor.put(`access/${key(1)}`, 'another');
    expect(await codeOf(logs.local(file, quiet))).toBe('query-failed');
    vendor.remove(`access/${key(1)}`);
    expect(await codeOf(logs.local(file, quiet))).toBe('query-failed');
  });

  it('is made beside a few others, not beside all', async () => {
    vendor.fail('GetObject', 'hang', { times: 'always' });
    const place = `s3://${testAccount.bucket}/access`;
    const patient = createS3LogStore({ endpoint: vendor.url, place });
    const controller = new AbortController();
    const files = await listed(24);
    const copies = files.map((file) => patient.local(file, controller.signal));
    await expect.poll(() => vendor.count('GetObject')).toBeGreaterThanOrEqual(8);
    // Were there a ninth, it would have come with the others.
    await sleep(100);
    expect(vendor.count('GetObject')).toBe(8);
    controller.abort(new Error('over'));
    const ends = await Promise.allSettled(copies);
    expect(ends.every(({ status }) => status === 'rejected')).toBe(true);
    await patient.close();
  });

  it('ends with the signal', async () => {
    const [file] = await listed();
    if (!file) throw new Error('not listed');
    vendor.fail('GetObject', 'hang');
    const controller = new AbortController();
    const copy = logs.local(file, controller.signal);
    await expect.poll(() => vendor.count('GetObject')).toBe(1);
    controller.abort(new Error('over'));
    await expect(copy).rejects.toThrow('over');
  });
});

describe('replacing a table', () => {
  it('is one conditional request', async () => {
    const first = await rollups.replace(table, await fileWith('one'), null, quiet);
    if (first === 'conflict') throw new Error('conflict');
    await rollups.replace(table, await fileWith('two'), first, quiet);
    const puts = vendor.requests.filter(({ route }) => route === 'PutObject');
    expect(puts.map(({ headers }) => [headers['if-none-match'], headers['if-match']])).toEqual([
      ['*', undefined],
      [undefined, first.etag],
    ]);
    expect([...vendor.objects.keys()]).toEqual([tableKey]);
  });

  it.each([
    [1, null],
    [3, null],
    [1, 'one'],
    [3, 'one'],
  ])('is done when %d answers to it were lost (over %s)', async (times, before) => {
    const there = before === null ? null : vendor.put(tableKey, before);
    const expected = there && { etag: there.etag, size: there.body.length };
    vendor.fail('PutObject', 'reset-after-work', { times });
    const put = await rollups.replace(table, await fileWith('two'), expected, quiet);
    expect(put).toEqual(await rollups.stat('rollup_hour', dt, quiet));
    expect(vendor.objects.get(tableKey)?.body.toString()).toBe('two');
  });

  it('is not called done when the answer was lost and somebody else was there first', async () => {
    vendor.put(tableKey, 'six');
    vendor.fail('PutObject', 'reset-after-work');
    expect(await rollups.replace(table, await fileWith('two'), null, quiet)).toBe('conflict');
    expect(vendor.objects.get(tableKey)?.body.toString()).toBe('six');
  });

  it('is said to have failed when nothing is known of it', async () => {
    vendor.fail('PutObject', 'reset', { times: 3 });
    const work = rollups.replace(table, await fileWith('two'), null, quiet);
    expect(await codeOf(work)).toBe('vendor-unreachable');
    expect(vendor.objects.size).toBe(0);
  });

  it('makes way when S3 is asked twice at the same time', async () => {
    vendor.refuse('ConditionalRequestConflict', { operation: 'PutObject', times: 'always' });
    expect(await rollups.replace(table, await fileWith('two'), null, quiet)).toBe('conflict');
  });
});

describe('putting a compacted day', () => {
  const put = async (signal = quiet) => {
    const place = `s3://${testAccount.bucket}/access-parquet`;
    const days = createS3CompactedLogs({ endpoint: vendor.url, silenceMs: 250, place });
    try {
      await days.put(dt, await fileWith('packed'), signal);
    } finally {
      await days.close();
    }
  };

  it.each(['reset', 'reset-after-work', 'error'] as const)(
    'is done when one answer meets %s',
    async (fault) => {
      vendor.fail('PutObject', fault);
      await put();
      const [[key_, { body }] = ['', { body: '' }], ...more] = vendor.objects;
      expect([key_, String(body), more]).toEqual([
        `access-parquet/dt=${dt}/part.parquet`,
        'packed',
        [],
      ]);
    },
  );

  it('leaves nothing, and what was there, when it fails or is interrupted', async () => {
    vendor.put(`access-parquet/dt=${dt}/part.parquet`, 'older');
    vendor.fail('PutObject', 'reset', { times: 3 });
    expect(await codeOf(put())).toBe('vendor-unreachable');
    vendor.fail('PutObject', 'hang');
    const asked = vendor.count('PutObject');
    const controller = new AbortController();
    const cut = put(controller.signal);
    await expect.poll(() => vendor.count('PutObject')).toBe(asked + 1);
    controller.abort(new Error('over'));
    await expect(cut).rejects.toThrow('over');
    expect([...vendor.objects.values()].map(({ body }) => String(body))).toEqual(['older']);
  });
});

describe('what S3 does not do', () => {
  it.each([
    ['SlowDown', 'vendor-throttled'],
    ['ExpiredToken', 'credential-refused'],
    ['InvalidAccessKeyId', 'credential-refused'],
    ['AccessDenied', 'credential-refused'],
    ['InternalError', 'vendor-unreachable'],
    ['NoSuchBucket', 'config-invalid'],
  ] as const)('is a sentence and a code: %s', async (refusal, code) => {
    vendor.refuse(refusal, { times: 'always' });
    expect(await codeOf(logs.list(dt, quiet))).toBe(code);
  });

  it('is a sentence and a code: nobody there, no credentials, an address in clear text', async () => {
    await vendor.close();
    expect(await codeOf(logs.days(quiet))).toBe('vendor-unreachable');
    const place = 's3://cat-logs/access';
    expect(() => createS3LogStore({ place, endpoint: 'http://s3.invalid' })).toThrow('https');
    vi.stubEnv('AWS_ENDPOINT_URL_S3', 'http://s3.invalid');
    expect(await codeOf(createS3LogStore({ place }).days(quiet))).toBe('config-invalid');
    vi.stubEnv('AWS_ENDPOINT_URL_S3', vendor.url);
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', undefined);
    expect(await codeOf(createS3LogStore({ place }).days(quiet))).toBe('credential-refused');
    stubAwsEnvironment(testAccount);
  });
});
