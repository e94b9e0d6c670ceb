import { once } from 'node:events';
import { readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { AdminRequest } from '../src/contracts/admin-process.js';
import { copyPreparedData } from '../src/testing/prepared-data.js';
import { dataPaths } from './infra/data-paths.js';
import { startAdminProcess } from './testing/admin-process.js';
import { testDataDir } from './testing/test-store.js';

let dataDir: string;
let remove: () => Promise<void>;
beforeEach(async () => {
  ({ dataDir, remove } = await testDataDir());
});
afterEach(() => remove());

const startAdmin = (request: AdminRequest | string) => startAdminProcess(dataDir, request);
const admin = (request: AdminRequest | string) => startAdmin(request).done;
const pictures = () => join(dataDir, 'objects', 'images');

/** As it is without a database, and while pictures are still to be drawn: a sixth of them. */
async function partlyPrepared(): Promise<void> {
  await copyPreparedData(dataDir);
  const { database } = dataPaths(dataDir);
  for (const part of ['', '-wal', '-shm']) await rm(`${database}${part}`, { force: true });
  const drawn = (await readdir(pictures())).filter((name) => name.endsWith('.jpg'));
  for (const name of drawn.slice(0, 60)) await rm(join(pictures(), name));
}

it('completes what a killed process left, in two at once, and tells the first key once', async () => {
  await partlyPrepared();
  const { child, done } = startAdmin({ op: 'prepare' });
  await once(child.stderr, 'data');
  child.kill('SIGKILL');
  expect((await done).envelope).toBe('');
  const both = await Promise.all([admin({ op: 'prepare' }), admin({ op: 'prepare' })]);
  expect(both.map(({ code }) => code)).toEqual([0, 0]);
  const seeding = both.filter(({ envelope }) => envelope.data.seeded);
  expect(seeding).toHaveLength(1);
  expect(seeding[0]?.envelope.data.firstKey).toMatch(/^live_[A-Za-z0-9]{64}$/);
  const keys = both.filter(({ envelope }) => envelope.data.firstKey !== undefined);
  expect(keys).toEqual(seeding);
  // The key is on standard output only.
  for (const { stderr } of both) {
    expect(stderr).toMatch(/^Drew \d+ of \d+ pictures$/m);
    expect(stderr).not.toContain('live_');
  }
  expect((await admin({ op: 'key.seen' })).envelope.data).toEqual({ noted: true });
  const again = await admin({ op: 'prepare' });
  expect(again).toEqual({ code: 0, envelope: { ok: true, data: { seeded: false } }, stderr: '' });
  // Those being drawn when the process was killed are swept up when they are old.
  const begun = (await readdir(pictures())).filter((name) => name.endsWith('.tmp'));
  const old = new Date(Date.now() - 3_600_000);
  for (const name of begun) await utimes(join(pictures(), name), old, old);
  await admin({ op: 'prepare' });
  expect((await readdir(pictures())).filter((name) => name.endsWith('.tmp'))).toEqual([]);
});

it('loads nothing that draws when everything is drawn', async () => {
  await copyPreparedData(dataDir);
  const [missing = ''] = await readdir(pictures());
  await rm(join(pictures(), missing));
  const spy = join(dirname(dataDir), 'spy.cjs');
  await writeFile(
    spy,
    `const Module = require('node:module');
    const load = Module._load;
    Module._load = function (name, ...rest) {
      if (name.includes('sharp')) process.stderr.write('LOADED sharp\\n');
      return load.call(this, name, ...rest);
    };`,
  );
  vi.stubEnv('NODE_OPTIONS', `--require ${spy}`);
  expect((await admin({ op: 'prepare' })).stderr).toContain('LOADED sharp');
  expect((await admin({ op: 'prepare' })).stderr).toBe('');
  vi.unstubAllEnvs();
});

it('makes, lists and revokes keys', async () => {
  const made = await admin({ op: 'key.create', name: 'Ada' });
  const { key, row } = made.envelope.data;
  expect(made.stderr).toBe('');
  expect((await admin({ op: 'key.list' })).envelope.data).toEqual({ keys: [row] });
  const revoked = await admin({ op: 'key.revoke', keyId: row.keyId });
  expect(revoked.envelope.data).toMatchObject({ revoked: true });
  expect(JSON.stringify(revoked)).not.toContain(key);
  const load = await admin({ op: 'key.load', count: 3, ttlSeconds: 60 });
  expect(new Set(load.envelope.data.keys).size).toBe(3);
});

it('answers mistakes with one sentence and changes nothing', async () => {
  for (const request of ['', 'x', '{"op":"none"}', '{"op":"key.create"}']) {
    const { code, envelope, stderr } = await admin(request);
    expect([code, envelope.ok, envelope.error.code, stderr]).toEqual([
      ...[2, false, 'usage-invalid', ''],
    ]);
  }
  const unknown = await admin({ op: 'key.revoke', keyId: 'key_none' });
  expect(unknown).toMatchObject({ code: 2, envelope: { error: { hint: 'catops key list' } } });
});

it('says which directory it cannot use', async () => {
  await writeFile(dataDir, 'a file');
  for (const request of [{ op: 'prepare' }, { op: 'key.list' }] as const) {
    const { code, envelope } = await admin(request);
    expect([code, envelope.error.code]).toEqual([7, 'local-store-unwritable']);
    expect(envelope.error.message).toContain(dataDir);
  }
});
