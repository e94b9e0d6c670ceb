import type { QueueLook } from '../../src/contracts/queue-look.js';
import { CatopsError } from '../../src/platform/errors.js';
import type { ApiConfig } from '../config.js';
import { createSqsCall } from '../infra/queue/sqs/sqs-call.js';
import { sqsLocation } from '../infra/queue/sqs/sqs-location.js';
import { createSqsQueues, type SqsQueues } from '../infra/queue/sqs/sqs-queues.js';
import type { Priority } from '../jobs/jobs.js';

/** Which queues it is about. */
export type QueueConfig = Pick<ApiConfig, 'queue' | 'sqsUrgent' | 'sqsUsual'>;

/** The queues of the settings; null where jobs wait in the database. What SQS refuses is told, not thrown. */
export async function lookAtQueues(config: QueueConfig): Promise<QueueLook[] | null> {
  const location = sqsLocation(config);
  if (!location) return null;
  const queues = createSqsQueues(createSqsCall(location), location);
  const names = (lane: Priority) => ({
    lane,
    queue: location.urls[lane].split('/').at(-1) ?? '',
  });
  return Promise.all([
    lookAt(queues, 'urgent').then((look) => ({ ...names('urgent'), ...look })),
    lookAt(queues, 'usual').then((look) => ({ ...names('usual'), ...look })),
  ]);
}

async function lookAt(
  queues: SqsQueues,
  lane: Priority,
): Promise<Pick<QueueLook, 'facts' | 'problem'>> {
  let facts: QueueLook['facts'] = null;
  try {
    const { redrive, delayed: later, name: _, ...found } = await queues.facts(lane);
    facts = { ...found, later, maxReceiveCount: redrive?.maxReceiveCount ?? null, dead: null };
    const { waiting, taken } = await queues.deadFacts(lane);
    return { facts: { ...facts, dead: waiting + taken }, problem: null };
  } catch (error) {
    if (!(error instanceof CatopsError)) throw error;
    return { facts, problem: { message: error.message, hint: error.hint ?? null } };
  }
}
