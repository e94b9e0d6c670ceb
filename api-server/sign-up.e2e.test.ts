import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile } from 'node:fs/promises';
import { constants, getPriority } from 'node:os';
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

interface JobHealth {
  readonly jobs: { readonly pids: readonly number[] };
}

/** The priorities that the threads of a process have, as Linux tells: proc(5), field 19 of stat. */
async function threadPriorities(pid: number): Promise<number[]> {
  const tasks = `/proc/${pid}/task`;
  const found = new Set<number>();
  for (const task of await readdir(tasks)) {
    // A thread may end meanwhile.
    const stat = await readFile(join(tasks, task, 'stat'), 'utf8').catch(() => undefined);
    const fields = stat?.slice(stat.lastIndexOf(')') + 2).split(' ');
    if (fields !== undefined) found.add(Number(fields[16]));
  }
  return [...found];
}

it('lets somebody sign up, use the key of the mail and be erased, and logs no address', async () => {
  const { dataDir, remove } = await testDataDir();
  await copyPreparedData(dataDir);
  const supervisor = startSupervisor({
    ...{ CATOPS_DATA_DIR: dataDir, CATOPS_WORKERS: '2', CATOPS_LIMIT_KEYLESS: '100000' },
    CATOPS_JOB_WORKERS: '2',
  });
  const { url, privateUrl } = await supervisor.message('listening');
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

  const { jobs } = (await (await fetch(`${privateUrl}/health`)).json()) as JobHealth;
  const priorities = await Promise.all(jobs.pids.map(threadPriorities));
  const lower = Math.max(getPriority(), constants.priority.PRIORITY_BELOW_NORMAL);
  // Of every thread: pictures are made in others than the first.
  expect(priorities).toEqual([[lower], [lower]]);

  const stats = async () => (await catops(dataDir, ['jobs', 'stats', '--json'])).data;
  // The second may still be starting: the first has done all there was.
  await expect
    .poll(stats, { timeout: 60_000 })
    .toMatchObject({ counts: [], running: { ready: 2, failed: { 'mail.welcome': 0 } } });

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
