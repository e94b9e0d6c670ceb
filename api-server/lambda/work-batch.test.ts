import { expect, it } from 'vitest';
import { createVirtualClock } from '../../src/testing/virtual-clock.js';
import { readMessage } from '../infra/queue/sqs/job-message.js';
import { JobTally } from '../jobs/job-tally.js';
import { jobPolicies } from '../jobs/jobs.js';
import { Hopeless, type JobHandlers } from '../jobs/work-off.js';
import { notedFailures } from '../testing/noted-failures.js';
import { workBatch } from './work-batch.js';

// As in "Example Amazon SQS message event (standard queue)" of the Lambda guide.
const record = {
  messageId: '059f36b4-87a3-44ab-83d2-661975830a7d',
  receiptHandle: 'AQEBwJnKyrHigUMZj6rYigCgxlaS3SLy0a...',
  body: 'Test message.',
  attributes: {
    ApproximateReceiveCount: '1',
    SentTimestamp: '1545082649183',
    SenderId: 'AIDAIENQZJOLO23YVJ4VO',
    ApproximateFirstReceiveTimestamp: '1545082649185',
  },
  messageAttributes: {},
  md5OfBody: 'e4e68fb7bd0e697a0ae8f1bb342846b3',
  eventSource: 'aws:sqs',
  eventSourceARN: 'arn:aws:sqs:us-east-2:123456789012:cats-urgent',
  awsRegion: 'us-east-2',
};
const urls = {
  urgent: 'https://sqs.us-east-2.amazonaws.com/123456789012/cats-urgent',
  usual: 'https://sqs.us-east-2.amazonaws.com/123456789012/cats-usual',
};

const job = (messageId: string, accountId: string, more: object = {}) => {
  const body = JSON.stringify({ id: 17, type: 'mail.welcome', payload: { accountId }, accountId });
  return { ...record, messageId, body, receiptHandle: `of-${messageId}`, ...more };
};
const receives = (count: number) => {
  return { attributes: { ...record.attributes, ApproximateReceiveCount: `${count}` } };
};

/** What comes of a batch where `mail.welcome` does this. */
async function work(
  handler: JobHandlers['mail.welcome'],
  Records: readonly object[],
  ill: { readonly bury?: boolean; readonly retry?: boolean } = {},
) {
  const clock = createVirtualClock();
  const told: string[] = [];
  const noted: string[] = [];
  const answer = await workBatch(
    {
      queue: {
        adopt: (lane, { body, handle, receives: attempts }) => {
          told.push(`took ${handle} of ${lane}`);
          return { ...readMessage(body), attempts, lease: handle };
        },
        async retry({ lease }, at, failure) {
          if (ill.retry) throw new Error('SQS is ill');
          told.push(`again ${lease} in ${at - clock.now()} ms: ${failure}`);
        },
        async bury({ lease }, failure) {
          if (ill.bury) throw new Error('SQS is ill');
          told.push(`dead ${lease}: ${failure}`);
        },
      },
      urls,
      handlers: { 'mail.welcome': handler } as JobHandlers,
      tally: new JobTally(clock.now),
      failures: notedFailures((event) => noted.push(event)),
      random: () => 0.5,
      clock,
    },
    { Records },
  );
  const failed = answer.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);
  return { failed, told: told.filter((line) => !line.startsWith('took')), took: told, noted };
}

const refused = () => Object.assign(new Error('no'), { code: 'ECONNREFUSED' });

it('reports none where all are done, and knows the lane of each', async () => {
  const done: string[] = [];
  const { failed, took } = await work(
    async ({ accountId }, { jobId }) => void done.push(`${accountId} ${jobId}`),
    [
      job('1', 'a'),
      job('2', 'b', { eventSourceARN: `${record.eventSourceARN.slice(0, -6)}usual` }),
    ],
  );
  expect([failed, done]).toEqual([[], ['a 17', 'b 17']]);
  expect(took).toEqual(['took of-1 of urgent', 'took of-2 of usual']);
});

it('reports the one that failed, which comes again after its pause, and none of the others', async () => {
  const { failed, told, noted } = await work(
    async ({ accountId }) => {
      if (accountId === 'b') throw refused();
    },
    [job('1', 'a'), job('2', 'b', receives(2)), job('3', 'c')],
  );
  expect(failed).toEqual(['2']);
  expect(told).toEqual(['again of-2 in 20000 ms: ECONNREFUSED']);
  expect(noted).toEqual(['job-failed']);
});

it('puts among the dead what will never go well, and does not report it', async () => {
  const last = jobPolicies['mail.welcome'].attempts;
  const { failed, told } = await work(
    async ({ accountId }) => {
      throw accountId === 'a' ? new Hopeless('nobody-there') : refused();
    },
    [
      job('1', 'a'),
      job('2', 'b', receives(last)),
      job('3', 'c', receives(last + 1)),
      job('4', 'd', { body: '{"id":4,"type":"cat.wash","payload":{},"accountId":null}' }),
      { ...record, messageId: '5', receiptHandle: 'of-5' },
    ],
  );
  expect(failed).toEqual([]);
  expect(told.sort()).toEqual([
    'dead of-1: nobody-there',
    'dead of-2: ECONNREFUSED',
    'dead of-3: ended-its-process',
    'dead of-4: unknown-type',
    'dead of-5: unknown-type',
  ]);
});

it('reports also what it could neither put aside nor put off: nothing is lost', async () => {
  const { failed, noted } = await work(
    async ({ accountId }) => {
      throw accountId === 'a' ? new Hopeless('nobody-there') : refused();
    },
    [job('1', 'a'), job('2', 'b')],
    { bury: true, retry: true },
  );
  expect(failed.sort()).toEqual(['1', '2']);
  expect(noted.filter((event) => event === 'job-not-noted').length).toBe(2);
});

it('begins none of a batch that is not of its queues, or is none', async () => {
  let begun = 0;
  const count = async () => {
    begun += 1;
  };
  const other = { ...job('1', 'a'), eventSourceARN: 'arn:aws:sqs:us-east-2:123456789012:dogs' };
  await expect(work(count, [other])).rejects.toThrow('is neither CATOPS_SQS_URGENT nor');
  await expect(work(count, [])).rejects.toThrow();
  await expect(work(count, [{ ...record, eventSource: 'aws:sns' }])).rejects.toThrow();
  expect(begun).toBe(0);
});
