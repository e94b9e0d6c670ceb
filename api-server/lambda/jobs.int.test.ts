import { execFile } from 'node:child_process';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { stubAwsEnvironment, testCredentials } from '../../src/testing/aws-environment.js';
import { startLoopbackS3 } from '../../src/testing/loopback-s3/server.js';
import { createSqlSignUpStore } from '../features/sign-up/sql-store.js';
import { createSqlUploadStore } from '../features/uploads/sql-store.js';
import { type LoopbackSqs, startLoopbackSqs } from '../infra/queue/sqs/loopback/server.js';
import { createSqsCall } from '../infra/queue/sqs/sqs-call.js';
import { sqsLocation } from '../infra/queue/sqs/sqs-location.js';
import { addUpload } from '../testing/add-upload.js';
import { builtFile } from '../testing/built.js';
import { onMariaDb } from '../testing/each-database.js';
import { openTestMariaDatabase } from '../testing/test-mariadb.js';

const run = promisify(execFile);
// As Lambda does: it imports the file, and asks the handler for one batch after the other.
const runtime = `const { handler } = await import(process.argv[1]);
const answers = [];
for (const event of JSON.parse(process.argv[2]))
  answers.push(await handler(event).catch(({ message }) => message));
process.stdout.write(JSON.stringify(answers), () => process.exit());`;

let sqs: LoopbackSqs;
let dataDir: string;
beforeEach(async () => {
  stubAwsEnvironment();
  sqs = await startLoopbackSqs();
  dataDir = await mkdtemp(join(tmpdir(), 'catops-function-'));
});
afterEach(async () => {
  vi.unstubAllEnvs();
  sqs.verify();
  await sqs.close();
  await rm(dataDir, { recursive: true });
});

/** The answers of the built function to these events, and what it logged. */
async function invoke(events: readonly object[], more: Readonly<Record<string, string>> = {}) {
  const file = fileURLToPath(builtFile('lambda/jobs.mjs'));
  const { stdout, stderr } = await run(
    process.execPath,
    ['--input-type=module', '-e', runtime, file, JSON.stringify(events)],
    { env: { ...process.env, CATOPS_DATA_DIR: dataDir, ...more } },
  );
  return { answers: JSON.parse(stdout) as readonly unknown[], log: stderr };
}

/** Receives what waits in a queue, as Lambda does, as the event that it makes of it. */
async function receive(name: 'urgent' | 'usual') {
  const location = sqsLocation({
    ...{ queue: 'sqs', sqsUrgent: sqs.urls.urgent, sqsUsual: sqs.urls.usual },
  });
  if (!location) throw new Error('no queue');
  const ask = {
    ...{ QueueUrl: sqs.urls[name], MaxNumberOfMessages: 10 },
    MessageSystemAttributeNames: ['ApproximateReceiveCount' as const, 'SentTimestamp' as const],
  };
  const { Messages = [] } = await createSqsCall(location)(
    new AbortController().signal,
    (client, { ReceiveMessageCommand }, abortSignal) =>
      client.send(new ReceiveMessageCommand(ask), { abortSignal }),
  );
  return {
    Records: Messages.map(({ MessageId, ReceiptHandle, Body, Attributes }) => ({
      ...{ messageId: MessageId, receiptHandle: ReceiptHandle, body: Body },
      ...{ attributes: Attributes, messageAttributes: {}, md5OfBody: '', awsRegion: 'eu-west-1' },
      ...{ eventSource: 'aws:sqs', eventSourceARN: sqs.queue(name).arn },
    })),
  };
}

it('says what it was not given, before it begins anything', async () => {
  const { answers } = await invoke([{ Records: [] }]);
  expect(answers).toEqual([
    'The function needs CATOPS_DATABASE_URL, CATOPS_ANALYSIS=rekognition or =off, as the servers have it.',
  ]);
});

onMariaDb(() =>
  it('does in one built file what the servers do: what goes well, what fails, and what never will', async () => {
    const { db, url, close } = await openTestMariaDatabase();
    // A picture in a bucket that its owner removed, and whose files are still there.
    const s3 = await startLoopbackS3(testCredentials);
    const [uploads, picture] = [createSqlUploadStore(db), { accountId: 'a1b2c3', id: 'gone_0001' }];
    await addUpload(uploads, {
      ...{ ...picture, subId: null, extension: 'jpg', width: 9, height: 8, approved: false },
      ...{ breedIds: [], categoryIds: [], renditions: [], originalFilename: null, createdAt: 1 },
    });
    await uploads.remove(picture, 1);
    for (const name of ['gone_0001.jpg', 'thumb/gone_0001.jpg']) s3.put(`cats/images/${name}`, 'x');
    await db.deleteFrom('jobs').execute();
    await createSqlSignUpStore(db).signUp('ada@example.com', 1);
    const [account] = await db.selectFrom('accounts').select('id').execute();
    const put = (name: 'urgent' | 'usual', body: object | string) =>
      sqs.queue(name).messages.push({
        ...{ id: `m${sqs.queue(name).messages.length}`, attributes: {}, sentAt: sqs.now() },
        body: typeof body === 'string' ? body : JSON.stringify(body),
        ...{ visibleAt: 0, receives: 0, receivedAt: 0, handle: null },
      });
    put('urgent', {
      id: 1,
      type: 'mail.welcome',
      payload: { accountId: account?.id },
      accountId: account?.id,
    });
    put('urgent', { id: 2, type: 'mail.welcome', payload: {}, accountId: null });
    put('urgent', 'meow');
    put('urgent', { id: 3, type: 'cat.wash', payload: {}, accountId: null });
    const purge = { type: 'image.purge', payload: { imageId: picture.id }, accountId: null };
    put('usual', { id: 4, ...purge });
    const event = await receive('urgent');
    const { answers, log } = await invoke([event, event, await receive('usual')], {
      ...{ CATOPS_PICTURES: `s3://${s3.account.bucket}/cats`, AWS_ENDPOINT_URL_S3: s3.url },
      ...{ CATOPS_DATABASE_URL: url, CATOPS_QUEUE: 'sqs', CATOPS_ANALYSIS: 'off' },
      ...{ CATOPS_SQS_URGENT: sqs.urls.urgent, CATOPS_SQS_USUAL: sqs.urls.usual },
    });
    // What Lambda gives twice is done twice, and is as done once.
    const answer = { batchItemFailures: [{ itemIdentifier: 'm1' }] };
    expect(answers).toEqual([answer, answer, { batchItemFailures: [] }]);
    expect(s3.objects.size).toBe(0);
    await s3.close();
    s3.verify();
    expect(
      (await readdir(join(dataDir, 'outbox'))).filter((name) => /eml$/.test(name)).length,
    ).toBe(1);
    expect(sqs.queue('urgent-dead').messages.map(({ body }) => body)).toContain('meow');
    const dead = db.selectFrom('jobs').select(['id', 'failure']).where('run_at', 'is', null);
    expect(await dead.execute()).toEqual([{ id: 3, failure: 'unknown-type' }]);
    expect(sqs.queue('urgent').messages.map(({ id }) => id)).toEqual(['m0', 'm1']);
    expect(sqs.queue('urgent').messages[1]?.visibleAt).toBeGreaterThan(sqs.now());
    expect(log).not.toContain('ada@example.com');
    await close();
  }),
);
