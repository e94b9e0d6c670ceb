import type { Clock } from '../../../src/platform/host.js';
import type { ApiConfig } from '../../config.js';
import type { JobQueue } from '../../jobs/queue.js';
import type { FailureLog } from '../../ports.js';
import type { KeepDead } from './keep-dead.js';
import { relayJobs } from './sqs/relay-jobs.js';
import { createSendJobs } from './sqs/send-jobs.js';
import { createSqsCall } from './sqs/sqs-call.js';
import { type SqsLocation, sqsLocation } from './sqs/sqs-location.js';
import { createSqsQueue, type SqsQueue } from './sqs/sqs-queue.js';
import { createSqsQueues } from './sqs/sqs-queues.js';

/** Where jobs wait, by the settings. */
export interface OpenQueue {
  readonly queue: JobQueue;
  /** Whether this server does them. */
  readonly givesHere: boolean;
  /** What a function needs that Lambda gives messages to; null where the queue is none of SQS. */
  readonly batches: { readonly queue: SqsQueue; readonly urls: SqsLocation['urls'] } | null;
  /** Moves there what is queued in the database, until it is told to stop. */
  relay(stop: AbortSignal): Promise<void>;
}

/** Opens the queue of the settings; throws where it is not set up as it must be, or does not answer. */
export async function openQueue(
  config: ApiConfig,
  {
    stored,
    keepDead,
    clock,
    failures,
  }: {
    /** The jobs of the database. */
    readonly stored: JobQueue;
    readonly keepDead: KeepDead;
    readonly clock: Clock;
    readonly failures: FailureLog;
  },
): Promise<OpenQueue> {
  const location = sqsLocation(config);
  if (!location) return { queue: stored, givesHere: true, batches: null, relay: async () => {} };
  const call = createSqsCall(location);
  const queues = createSqsQueues(call, location);
  await Promise.all([queues.deadUrl('urgent'), queues.deadUrl('usual')]);
  const send = createSendJobs(call, location);
  const queue = createSqsQueue({
    ...{ call, location, queues, outbox: stored, keepDead, now: clock.now, failures },
  });
  return {
    queue,
    batches: { queue, urls: location.urls },
    givesHere: config.sqsWorkers === 'here',
    relay: (stop) => relayJobs({ outbox: stored, send, clock, failures }, stop),
  };
}
