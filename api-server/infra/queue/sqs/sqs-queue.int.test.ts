import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { stubAwsEnvironment } from '../../../../src/testing/aws-environment.js';
import type { Priority } from '../../../jobs/jobs.js';
import { leaseMs } from '../../../jobs/queue.js';
import { notedFailures } from '../../../testing/noted-failures.js';
import type { DeadJob } from '../keep-dead.js';
import { queueContract } from '../queue-contract.js';
import { readMessage } from './job-message.js';
import { type LoopbackSqs, startLoopbackSqs } from './loopback/server.js';
import { createSendJobs } from './send-jobs.js';
import { createSqsCall } from './sqs-call.js';
import { sqsLocation } from './sqs-location.js';
import { createSqsQueue } from './sqs-queue.js';
import { createSqsQueues } from './sqs-queues.js';

const quiet = new AbortController().signal;

/** What went back to the database, of each SQS. */
const kept = new WeakMap<LoopbackSqs, DeadJob[]>();

function outboxOf(sqs: LoopbackSqs) {
  const dead = kept.get(sqs) ?? [];
  kept.set(sqs, dead);
  const laneOf = (lane: Priority) => {
    const inLane = dead.filter((job) => job.lane === lane);
    return { waiting: 0, dueSince: null, dead: inLane.length };
  };
  return {
    outbox: {
      depth: async () => ({ lanes: { urgent: laneOf('urgent'), usual: laneOf('usual') } }),
      release: async () => {},
    },
    keepDead: async (job: DeadJob) => void dead.push(job),
  };
}

function open(sqs: LoopbackSqs, wait = 0) {
  const location = sqsLocation({
    ...{ queue: 'sqs', sqsUrgent: sqs.urls.urgent, sqsUsual: sqs.urls.usual },
  });
  if (!location) throw new Error('no queue');
  const call = createSqsCall(location);
  const queues = createSqsQueues(call, location);
  const database = outboxOf(sqs);
  const noted: string[] = [];
  const failures = notedFailures((event) => noted.push(event));
  const queue = createSqsQueue({
    ...{ call, location, queues, ...database, now: sqs.now, failures, wait },
  });
  return { queue, queues, noted, send: createSendJobs(call, location) };
}

const welcome = (id: number, accountId = 'one') => {
  return { id, type: 'mail.welcome', payload: JSON.stringify({ accountId }), accountId };
};

beforeEach(() => stubAwsEnvironment());
afterEach(() => vi.unstubAllEnvs());

describe('jobs in SQS', () => {
  queueContract(async () => {
    const sqs = await startLoopbackSqs();
    const { send } = open(sqs);
    return {
      open: () => open(sqs).queue,
      async add(...accounts) {
        for (let at = 0; at < accounts.length; at += 10) {
          const some = accounts.slice(at, at + 10);
          await send(
            'urgent',
            some.map((account, n) => welcome(at + n + 1, account)),
            quiet,
          );
        }
      },
      now: sqs.now,
      pass: sqs.pass,
      close: async () => {
        sqs.verify();
        await sqs.close();
      },
    };
  });
});

describe('the queue in SQS', () => {
  let sqs: LoopbackSqs;
  beforeEach(async () => {
    sqs = await startLoopbackSqs();
  });
  afterEach(async () => {
    sqs.verify();
    await sqs.close();
  });

  it('waits for a job that is not there yet, and not longer than it is told', async () => {
    const { queue, send } = open(sqs, 5);
    const taking = queue.take('urgent', 1, quiet);
    await vi.waitFor(() => expect(sqs.requests.length).toBe(1));
    await send('urgent', [welcome(7)], quiet);
    expect(await taking).toMatchObject([{ id: 7, attempts: 1 }]);
    const stop = new AbortController();
    const waiting = queue.take('urgent', 1, stop.signal);
    await vi.waitFor(() => expect(sqs.count('Sqs.ReceiveMessage')).toBe(2));
    stop.abort(new Error('stop'));
    await expect(waiting).rejects.toThrow('stop');
  });

  it('gives a dead job back to the database, with why it died', async () => {
    const { queue, send } = open(sqs);
    await send('usual', [{ ...welcome(1), type: 'cat.wash' }], quiet);
    const [message] = sqs.queue('usual').messages;
    expect(message?.body).toBe(
      '{"id":1,"type":"cat.wash","payload":{"accountId":"one"},"accountId":"one"}',
    );
    const [job] = await queue.take('usual', 1, quiet);
    if (!job) throw new Error('no job');
    await queue.bury(job, 'unknown-type');
    expect(kept.get(sqs)).toMatchObject([
      {
        ...{ id: 1, type: 'cat.wash', lane: 'usual', attempts: 1, accountId: 'one' },
        ...{ payload: '{"accountId":"one"}', failure: 'unknown-type', createdAt: message?.sentAt },
      },
    ]);
    expect(sqs.queue('usual').messages).toEqual([]);
  });

  it('takes a message of a stranger for a job that nobody knows', async () => {
    const { queue } = open(sqs);
    const { queues } = open(sqs);
    await queues.sendDead('urgent', 'meow', { failure: 'x', attempts: 1 });
    sqs.queue('urgent').messages.push(...sqs.queue('urgent-dead').messages.splice(0));
    const [job] = await queue.take('urgent', 1, quiet);
    expect(job).toMatchObject({ id: 0, type: 'unknown', payload: '{}' });
    if (job) await queue.bury(job, 'unknown-type');
    const [dead] = sqs.queue('urgent-dead').messages;
    expect([dead?.body, dead?.attributes]).toEqual([
      'meow',
      {
        failure: { DataType: 'String', StringValue: 'unknown-type' },
        attempts: { DataType: 'String', StringValue: '1' },
      },
    ]);
  });

  it('lets SQS put aside what ends every process that takes it', async () => {
    const { queue, send } = open(sqs);
    await send('urgent', [welcome(1)], quiet);
    for (let receive = 0; receive < 20; receive += 1) {
      expect((await queue.take('urgent', 1, quiet)).length).toBe(1);
      sqs.pass(leaseMs);
    }
    expect(await queue.take('urgent', 1, quiet)).toEqual([]);
    expect((await queue.depth()).lanes.urgent).toMatchObject({ waiting: 0, dead: 1 });
  });

  it('deletes what came twice without a fuss', async () => {
    const { queue, send } = open(sqs);
    await send('urgent', [welcome(1)], quiet);
    sqs.duplicates = 1;
    const [first] = await queue.take('urgent', 1, quiet);
    const [again] = await queue.take('urgent', 1, quiet);
    if (!first || !again) throw new Error('no job');
    expect(again.id).toBe(first.id);
    await queue.done(again);
    await queue.done(first);
    expect(sqs.queue('urgent').messages).toEqual([]);
  });

  it('says for how long jobs wait: since the newest that came, or the last look that found none', async () => {
    const { queue, send } = open(sqs);
    await queue.take('urgent', 1, quiet);
    const looked = sqs.now();
    sqs.pass(60_000);
    await send('urgent', [welcome(1), welcome(2)], quiet);
    const early = await queue.depth();
    expect(early.lanes.urgent.waiting).toBe(2);
    expect(Math.abs(Number(early.lanes.urgent.dueSince) - looked)).toBeLessThan(30_000);
    const sentAt = sqs.queue('urgent').messages[0]?.sentAt;
    await queue.take('urgent', 1, quiet);
    expect((await queue.depth()).lanes.urgent).toMatchObject({ waiting: 1, dueSince: sentAt });
  });

  describe('of what it puts back', () => {
    const room = (count: number) => new Map([['mail.welcome', count]]);

    it('counts all as waiting, since they came, until they come again', async () => {
      const { queue, send, noted } = open(sqs);
      const lane = async () => (await queue.depth()).lanes.urgent;
      const sentAt = sqs.now();
      await send('urgent', [welcome(1), welcome(2), welcome(3)], quiet);
      sqs.pass(5000);
      expect((await queue.take('urgent', 9, quiet, room(1))).length).toBe(1);
      expect(await lane()).toMatchObject({ waiting: 2, dueSince: sentAt });
      // While they are kept away from everybody, what is younger comes and goes, and then nothing.
      await send('urgent', [welcome(4)], quiet);
      expect(await queue.take('urgent', 9, quiet, room(9))).toMatchObject([{ id: 4 }]);
      expect(await queue.take('urgent', 9, quiet, room(9))).toEqual([]);
      expect(await lane()).toMatchObject({ waiting: 2, dueSince: sentAt });
      sqs.pass(1000);
      const [again] = await queue.take('urgent', 1, quiet, room(9));
      expect(again).toMatchObject({ attempts: 1 });
      expect(await lane()).toMatchObject({ waiting: 1, dueSince: sentAt });
      await queue.take('urgent', 1, quiet, room(9));
      expect(await lane()).toMatchObject({ waiting: 0, dueSince: null });
      expect(noted).toEqual([]);
    });

    it.each([
      ['nothing is left', 0],
      ['a younger one comes', 1],
    ])('takes it for begun by another server when %s', async (_, younger) => {
      const { queue, send } = open(sqs);
      await send('urgent', [welcome(1)], quiet);
      await queue.take('urgent', 1, quiet, room(0));
      sqs.pass(2000);
      expect(await open(sqs).queue.take('urgent', 1, quiet)).toHaveLength(1);
      if (younger > 0) await send('urgent', [welcome(2)], quiet);
      expect(await queue.take('urgent', 1, quiet)).toHaveLength(younger);
      await send('urgent', [welcome(3)], quiet);
      const { urgent } = (await queue.depth()).lanes;
      expect(urgent).toMatchObject({ waiting: 1, dueSince: sqs.now() });
    });

    it('begins what has room, and says so, where it cannot be put back', async () => {
      const { queue, send, noted } = open(sqs);
      await send('urgent', [welcome(1), welcome(2), welcome(3)], quiet);
      sqs.denied.add('SendMessageBatch');
      expect(await queue.take('urgent', 9, quiet, room(1))).toMatchObject([{ id: 1 }]);
      expect(noted).toEqual(['jobs-not-put-back']);
      sqs.denied.clear();
      sqs.pass(leaseMs);
      sqs.refusedEntries.push({ code: 'InternalError', senderFault: false });
      expect(await queue.take('urgent', 9, quiet, room(1))).toMatchObject([{ id: 1 }]);
      expect(noted.length).toBe(2);
      const bodies = sqs.queue('urgent').messages.map(({ body }) => readMessage(body).id);
      expect(bodies.sort()).toEqual([1, 2, 3]);
    });

    it('leaves one there twice at most where one of several is not deleted', async () => {
      const { queue, send, noted } = open(sqs);
      await send('urgent', [welcome(1), welcome(2), welcome(3)], quiet);
      sqs.undeletable = 1;
      await queue.take('urgent', 9, quiet, room(0));
      expect(noted).toEqual(['jobs-not-put-back']);
      const bodies = sqs.queue('urgent').messages.map(({ body }) => readMessage(body).id);
      expect(bodies.sort()).toEqual([1, 1, 2, 3]);
    });
  });

  it('sends the same job twice where SQS took it and its answer was lost', async () => {
    const { send } = open(sqs);
    sqs.fail('Sqs.SendMessageBatch', 'reset-after-work');
    expect(await send('urgent', [welcome(1)], quiet)).toEqual([{ kind: 'sent' }]);
    const bodies = sqs.queue('urgent').messages.map(({ body }) => readMessage(body).id);
    expect(bodies).toEqual([1, 1]);
  });

  it('tells what became of each of a batch', async () => {
    const { send } = open(sqs);
    sqs.refusedEntries.push(
      { code: 'InternalError', senderFault: false },
      { code: 'InvalidMessageContents', senderFault: true },
    );
    expect(await send('urgent', [welcome(1), welcome(2), welcome(3)], quiet)).toEqual([
      { kind: 'failed', code: 'InternalError' },
      { kind: 'refused', code: 'InvalidMessageContents' },
      { kind: 'sent' },
    ]);
  });

  it('gives up a call that SQS throttles, and says so', async () => {
    sqs.fail('Sqs.ReceiveMessage', 'rate-limit-unsaid', { times: 3 });
    await expect(open(sqs).queue.take('urgent', 1, quiet)).rejects.toMatchObject({
      code: 'vendor-throttled',
    });
  });

  it('names the action that it is not allowed', async () => {
    sqs.denied.add('ReceiveMessage');
    await expect(open(sqs).queue.take('usual', 1, quiet)).rejects.toMatchObject({
      code: 'credential-refused',
      hint: 'allow sqs:receivemessage on arn:aws:sqs:eu-west-1:123456789012:usual, or use other credentials (AWS_PROFILE)',
    });
  });

  it('does not take a queue that has no place for the dead', async () => {
    sqs.queue('urgent').redrive = null;
    await expect(open(sqs).queues.deadUrl('urgent')).rejects.toMatchObject({
      code: 'config-invalid',
      message: 'The queue urgent has no dead-letter queue.',
    });
    sqs.queues.delete('usual');
    await expect(open(sqs).queues.deadUrl('usual')).rejects.toMatchObject({
      code: 'queue-refused',
    });
  });
});
