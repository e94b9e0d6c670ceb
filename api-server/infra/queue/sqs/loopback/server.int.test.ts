import { setTimeout as sleep } from 'node:timers/promises';
import {
  DeleteMessageBatchCommand,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { testCredentials } from '../../../../../src/testing/aws-environment.js';
import { type LoopbackSqs, startLoopbackSqs } from './server.js';

let sqs: LoopbackSqs;
let client: SQSClient;
beforeEach(async () => {
  sqs = await startLoopbackSqs();
  const { region, ...credentials } = testCredentials;
  client = new SQSClient({ endpoint: sqs.url, region, credentials, maxAttempts: 1 });
});
afterEach(async () => {
  client.destroy();
  sqs.verify();
  await sqs.close();
});

const entries = (count: number, body = 'x', id = (n: number) => `${n}`) =>
  Array.from({ length: count }, (_, n) => ({ Id: id(n), MessageBody: body }));

// "SendMessageBatch" and "SendMessage" of the SQS API reference.
it.each([
  ['EmptyBatchRequest', []],
  ['TooManyEntriesInBatchRequest', entries(11)],
  ['BatchEntryIdsNotDistinct', entries(2, 'x', () => 'same')],
  ['InvalidBatchEntryId', entries(1, 'x', () => 'not an id')],
  ['InvalidMessageContents', entries(1, 'a\u0000b')],
  ['InvalidMessageContents', entries(1, 'a\ufffeb')],
  ['BatchRequestTooLong', entries(2, 'x'.repeat(600_000))],
])('answers %s to a batch that breaks that rule', async (name, Entries) => {
  sqs.expectRefusal('');
  const sending = client.send(new SendMessageBatchCommand({ QueueUrl: sqs.urls.usual, Entries }));
  await expect(sending).rejects.toMatchObject({ name });
  expect(sqs.queue('usual').messages).toEqual([]);
});

it('deletes a batch of messages, each by the receipt of the newest receive', async () => {
  const QueueUrl = sqs.urls.usual;
  await client.send(new SendMessageBatchCommand({ QueueUrl, Entries: entries(3) }));
  const receive = async () => {
    const asked = { QueueUrl, MaxNumberOfMessages: 10, VisibilityTimeout: 0 };
    const { Messages = [] } = await client.send(new ReceiveMessageCommand(asked));
    return Messages.map(({ ReceiptHandle = '' }) => ReceiptHandle);
  };
  const remove = (handles: readonly string[], id = (n: number) => `${n}`) => {
    const Entries = handles.map((ReceiptHandle, n) => ({ Id: id(n), ReceiptHandle }));
    return client.send(new DeleteMessageBatchCommand({ QueueUrl, Entries }));
  };
  const [old = '', ...others] = await receive();
  await receive();
  await remove([old, ...others]);
  expect(sqs.queue('usual').messages).toHaveLength(3);
  const newest = await receive();
  sqs.undeletable = 1;
  expect(await remove(newest)).toMatchObject({
    Successful: [{ Id: '1' }, { Id: '2' }],
    Failed: [{ Id: '0', Code: 'InternalError' }],
  });
  expect(sqs.queue('usual').messages.map(({ handle }) => handle)).toEqual(newest.slice(0, 1));
  sqs.expectRefusal('ids are distinct');
  await expect(remove(newest, () => 'same')).rejects.toMatchObject({
    name: 'BatchEntryIdsNotDistinct',
  });
  sqs.expectRefusal('10 at most');
  await expect(remove(Array.from({ length: 11 }, () => old))).rejects.toMatchObject({
    name: 'TooManyEntriesInBatchRequest',
  });
});

it('keeps a message away from everybody for its delay, which is 15 minutes at most', async () => {
  const send = (DelaySeconds: number) => {
    const message = { QueueUrl: sqs.urls.usual, MessageBody: 'x', DelaySeconds };
    return client.send(new SendMessageCommand(message));
  };
  sqs.expectRefusal('DelaySeconds');
  await expect(send(901)).rejects.toThrow();
  await send(900);
  expect(sqs.queue('usual').messages[0]?.visibleAt).toBe(sqs.now() + 900_000);
});

it('keeps for others what a client waited for that is gone', async () => {
  const receive = (abortSignal: AbortSignal) => {
    const asked = { QueueUrl: sqs.urls.usual, WaitTimeSeconds: 20 };
    return client.send(new ReceiveMessageCommand(asked), { abortSignal });
  };
  const killed = new AbortController();
  const waiting = receive(killed.signal).catch(() => 'aborted');
  while (sqs.requests.length === 0) await sleep(1);
  killed.abort();
  expect(await waiting).toBe('aborted');
  while (!sqs.requests[0]?.gone.aborted) await sleep(1);
  await client.send(new SendMessageCommand({ QueueUrl: sqs.urls.usual, MessageBody: 'x' }));
  expect((await receive(new AbortController().signal)).Messages).toHaveLength(1);
});

it('takes nothing that is not signed', async () => {
  const ask = (target: string) =>
    fetch(sqs.url, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-amz-json-1.0',
        'x-amz-target': target,
        'x-amzn-query-mode': 'true',
      },
      body: '{}',
    });
  sqs.expectRefusal('signed for sqs');
  expect((await ask('AmazonSQS.ListQueues')).status).toBe(400);
});
