import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, expect, it, vi } from 'vitest';
import { stubAwsEnvironment } from '../../../../src/testing/aws-environment.js';
import { leaseMs } from '../../../jobs/queue.js';
import { queueSignUps } from '../../../testing/queued-sign-ups.js';
import { startLoopbackSqs } from './loopback/server.js';

const accounts = 14;

afterEach(() => vi.unstubAllEnvs());

it('moves every job to SQS and does it, also when the process that has it is killed', async () => {
  stubAwsEnvironment();
  const sqs = await startLoopbackSqs();
  const { startWorker, mails, stored, keys: openKeys, remove } = await queueSignUps(accounts);
  const start = (workers: 'here' | 'lambda') =>
    startWorker({
      ...{ CATOPS_QUEUE: 'sqs', CATOPS_SQS_WORKERS: workers },
      ...{ CATOPS_SQS_URGENT: sqs.urls.urgent, CATOPS_SQS_USUAL: sqs.urls.usual },
    });
  const kill = async (child: ChildProcess) => {
    child.kill('SIGKILL');
    await once(child, 'exit');
    // What it had shows itself again when its time is over.
    sqs.pass(leaseMs);
  };
  const waiting = () => sqs.queue('urgent').messages;
  // The time of this SQS stands still but for the test: what is put back for a while waits for it.
  const turn = async () => {
    const isPutBack = (message: ReturnType<typeof waiting>[number]) =>
      message.receives === 0 && message.visibleAt > sqs.now();
    if (waiting().every(isPutBack)) sqs.pass(1000);
    await sleep(5);
  };

  const relay = start('lambda');
  while ((await stored()) > 0) await sleep(5);
  await kill(relay);
  expect([(await mails()).length, waiting().length]).toEqual([0, accounts]);
  expect(new Set(waiting().map(({ body }) => body)).size).toBe(accounts);
  const first = start('here');
  while ((await mails()).length < 4) await turn();
  await kill(first);
  const last = start('here');
  while (waiting().length > 0) await turn();
  last.kill('SIGTERM');
  expect(await once(last, 'exit')).toEqual([0, null]);

  expect((await mails()).length).toBeGreaterThanOrEqual(accounts);
  const keys = await openKeys();
  expect(new Set(keys.map(({ account_id }) => account_id)).size).toBe(accounts);
  expect(keys.length).toBe(accounts);
  expect(sqs.queue('urgent-dead').messages).toEqual([]);
  sqs.verify();
  await sqs.close();
  await remove();
});
