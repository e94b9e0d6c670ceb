import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { copyPreparedData } from '../src/testing/prepared-data.js';
import { builtFile } from './testing/built.js';
import { startSupervisor } from './testing/start-supervisor.js';
import { testDataDir } from './testing/test-store.js';

/** Runs the built command on a data directory. */
async function catops(dataDir: string, args: readonly string[]) {
  const child = spawn(process.execPath, [fileURLToPath(builtFile('catops.js')), ...args], {
    env: { ...process.env, CATOPS_DATA_DIR: dataDir, CATOPS_STATE_DIR: join(dataDir, 'state') },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [output, [code]] = await Promise.all([text(child.stdout), once(child, 'close')]);
  return { code, data: JSON.parse(output) };
}

it('lets somebody sign up, use the key of the mail and be erased, and logs no address', async () => {
  const { dataDir, remove } = await testDataDir();
  await copyPreparedData(dataDir);
  const supervisor = startSupervisor({
    ...{ CATOPS_DATA_DIR: dataDir, CATOPS_WORKERS: '2', CATOPS_LIMIT_KEYLESS: '100000' },
  });
  const { url } = await supervisor.message('listening');
  const answer = await fetch(`${url}/v1/user/passwordlesssignup`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ email: 'canary@example.com', appDescription: 'cats' }),
  });
  expect([answer.status, await answer.json()]).toEqual([200, { message: 'SUCCESS' }]);
  const outbox = join(dataDir, 'outbox');
  const mails = async () =>
    (await readdir(outbox).catch(() => [])).filter((name) => name.endsWith('.eml'));
  while ((await mails()).length === 0) await sleep(10);
  const [name = ''] = await mails();
  const mail = await readFile(join(outbox, name), 'utf8');
  const key = /live_[0-9A-Za-z]{64}/.exec(mail)?.[0] ?? '';
  // Every process knows a new key within a second.
  const asKnown = async () => {
    const headers = { 'x-api-key': key, connection: 'close' };
    return (await fetch(`${url}/v1/votes`, { headers })).status;
  };
  let status = await asKnown();
  for (; status === 401; status = await asKnown()) await sleep(50);
  expect(status).toBe(200);

  const accountId = /^welcome-([0-9a-z]{6})-/.exec(name)?.[1] ?? '';
  const erased = await catops(dataDir, ['account', 'erase', accountId, '--yes', '--json']);
  expect([erased.code, erased.data]).toMatchObject([
    0,
    { accounts: 1, addresses: 1, keys: 1, jobs: 0, mails: 1, votes: 0, rollupDays: [] },
  ]);
  for (status = await asKnown(); status === 200; status = await asKnown()) await sleep(50);
  expect([status, await mails()]).toEqual([401, []]);
  supervisor.process.kill('SIGTERM');
  expect(await supervisor.exited).toBe(0);
  expect(supervisor.stderr()).not.toMatch(/canary|live_/);
  await remove();
});
