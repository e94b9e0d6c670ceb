import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { hashOf } from '../infra/sql/key-text.js';
import { queueSignUps } from '../testing/queued-sign-ups.js';

const accounts = 40;

it('gives every account one key that was sent, however often its processes are killed', async () => {
  const {
    outbox,
    startWorker,
    mails,
    stored,
    keys: openKeys,
    remove,
  } = await queueSignUps(accounts);

  // Three at once. Each is killed when so many mails are there, while the others go on; then all of
  // them are, and the next ones find what they left.
  const start = () => {
    const child = startWorker();
    return { child, ready: once(child, 'message') };
  };
  const running = [start(), start(), start()];
  const kill = async (index: number) => {
    const child = running[index]?.child;
    if (!child) throw new Error('There is no such process.');
    child.kill('SIGKILL');
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
    running[index] = start();
  };
  for (const [index, enough] of [1, 8, 15].entries()) {
    while ((await mails()).length < enough) await sleep(1);
    await kill(index);
  }
  while ((await mails()).length < 22) await sleep(1);
  await Promise.all([0, 1, 2].map(kill));
  while ((await stored()) > 0) await sleep(5);
  const codes = await Promise.all(
    running.map(async ({ child, ready }) => {
      // Who is killed while it still starts knows of no signal.
      await ready;
      child.kill('SIGTERM');
      return (await once(child, 'exit'))[0];
    }),
  );

  const keys = await openKeys();
  const sent = new Set<string>();
  for (const name of await mails()) {
    const text = await readFile(join(outbox, name), 'utf8');
    sent.add(hashOf(/live_[0-9A-Za-z]{64}/.exec(text)?.[0] ?? ''));
  }
  expect(codes).toEqual([0, 0, 0]);
  expect(new Set(keys.map(({ account_id }) => account_id)).size).toBe(accounts);
  expect(keys.length).toBe(accounts);
  expect(keys.filter(({ hash }) => !sent.has(hash))).toEqual([]);
  await remove();
});
