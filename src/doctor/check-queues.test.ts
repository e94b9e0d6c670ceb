import { expect, it } from 'vitest';
import type { QueueLook } from '../contracts/queue-look.js';
import { CatopsError } from '../platform/errors.js';
import { createQueuesCheckup } from './check-queues.js';

const quiet = new AbortController().signal;
const well = {
  ...{ waiting: 3, taken: 1, later: 0, visibilitySeconds: 360, retentionSeconds: 1_209_600 },
  ...{ maxReceiveCount: 20, dead: 0 },
};
const look = (facts: Partial<typeof well> | null, problem: QueueLook['problem'] = null) => ({
  ...{ lane: 'urgent' as const, queue: 'cats-urgent', problem },
  facts: facts && { ...well, ...facts },
});

const examine = (queues: QueueLook[] | null) =>
  createQueuesCheckup({
    look: async () => ({ queues, mostAttempts: 8, leaseSeconds: 60 }),
  }).examine(quiet);

it('is content with queues that are as they must be, and says what it did not try', async () => {
  expect((await examine([look({})])).map(({ state, says }) => `${state} ${says}`)).toEqual([
    'ok 3 wait, 1 are taken; its dead-letter queue is empty.',
    'ok Not tried, for it would take a job: the servers need also sqs:SendMessage, sqs:ReceiveMessage, sqs:DeleteMessage and sqs:ChangeMessageVisibility. IAM tells without: catops runbook show queue-refused',
  ]);
});

it.each([
  [{ maxReceiveCount: 8 }, 'broken', 'SQS puts a job aside after 8 times, before its 8 attempts'],
  [{ visibilitySeconds: 30 }, 'warning', 'Functions have 30 s for a job'],
  [{ retentionSeconds: 3600 }, 'broken', 'What waits longer than 1 h is lost.'],
  [{ dead: 2 }, 'warning', '2 in its dead-letter queue'],
])('names what is wrong with %j', async (facts, state, says) => {
  const [first] = await examine([look(facts)]);
  expect(first).toMatchObject({ area: 'Queue', check: 'cats-urgent', state });
  expect(first?.says).toContain(says);
  expect(first?.mend).not.toBeNull();
});

it('says which action is missing, once, and what it found all the same', async () => {
  const problem = {
    message: 'SQS does not allow this: AccessDeniedException.',
    hint: 'allow sqs:getqueueurl on …',
  };
  const found = await examine([look(null, problem), look({ dead: 1 }, problem)]);
  expect(found.map(({ state }) => state)).toEqual(['broken', 'broken', 'warning']);
  expect(found[0]).toMatchObject({ says: problem.message, mend: problem.hint });
});

it('looks at no queue where jobs wait in the database, and tells settings that do not fit', async () => {
  expect(await examine(null)).toMatchObject([{ state: 'ok', says: 'Jobs wait in the database.' }]);
  const look = async () => {
    throw new CatopsError('config-invalid', 'CATOPS_QUEUE=sqs needs CATOPS_SQS_URGENT.');
  };
  expect(await createQueuesCheckup({ look }).examine(quiet)).toMatchObject([
    { state: 'broken', says: 'CATOPS_QUEUE=sqs needs CATOPS_SQS_URGENT.' },
  ]);
});
