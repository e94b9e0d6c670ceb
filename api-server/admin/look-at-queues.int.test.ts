import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { stubAwsEnvironment } from '../../src/testing/aws-environment.js';
import { type LoopbackSqs, startLoopbackSqs } from '../infra/queue/sqs/loopback/server.js';
import { lookAtQueues } from './look-at-queues.js';

let sqs: LoopbackSqs;
beforeEach(async () => {
  stubAwsEnvironment();
  sqs = await startLoopbackSqs();
});
afterEach(async () => {
  vi.unstubAllEnvs();
  sqs.verify();
  await sqs.close();
});

const look = () =>
  lookAtQueues({ queue: 'sqs', sqsUrgent: sqs.urls.urgent, sqsUsual: sqs.urls.usual });

it('tells how the queues are set up, and the missing action beside what it knows', async () => {
  sqs.denied.add('GetQueueUrl');
  const facts = {
    ...{ waiting: 0, taken: 0, later: 0, visibilitySeconds: 90, retentionSeconds: 1_209_600 },
    ...{ maxReceiveCount: 20, dead: null },
  };
  expect(await look()).toMatchObject(
    [
      { lane: 'urgent', queue: 'urgent', facts, problem: { hint: /^allow sqs:getqueueurl on / } },
      { lane: 'usual', queue: 'usual', facts, problem: { hint: /^allow sqs:getqueueurl on / } },
    ].map(({ problem, ...each }) => ({
      ...each,
      problem: { hint: expect.stringMatching(problem.hint) },
    })),
  );
});

it('counts what is dead in each, and tells of a queue that is gone', async () => {
  sqs.queues.delete('usual');
  sqs.queue('urgent-dead').messages.push({
    ...{ id: 'm', body: 'meow', attributes: {}, sentAt: sqs.now(), visibleAt: 0 },
    ...{ receives: 0, receivedAt: 0, handle: null },
  });
  expect(await look()).toMatchObject([
    { facts: { dead: 1 }, problem: null },
    { facts: null, problem: { message: expect.stringContaining('does not exist') } },
  ]);
  expect(await lookAtQueues({ queue: 'database', sqsUrgent: undefined, sqsUsual: undefined })).toBe(
    null,
  );
});
