import type { Priority } from '../jobs/jobs.js';
import type { JobQueue, TakenJob } from '../jobs/queue.js';
import { runJob, type WorkOffDeps } from '../jobs/work-off.js';
import { type BatchResponse, type SqsRecord, sqsEvent } from './sqs-event.js';

/** The queue, as a function sees it: Lambda receives, and deletes what went well. */
interface BatchQueue extends Pick<JobQueue, 'retry' | 'bury'> {
  /** A message that Lambda received, as a job. */
  adopt(
    lane: Priority,
    message: {
      readonly body: string;
      readonly handle: string;
      readonly receives: number;
      readonly sentAt: number;
    },
  ): TakenJob;
}

/** What working off a batch needs. */
export interface WorkBatchDeps extends Omit<WorkOffDeps, 'queue'> {
  readonly queue: BatchQueue;
  /** The URLs of the queues. */
  readonly urls: Readonly<Record<Priority, string>>;
}

/**
 * Does the jobs of one batch, all at once, as the servers do them. One that fails is given again after
 * its pause and holds no other up; one that is given up is put among the dead and is none of those.
 */
export async function workBatch(deps: WorkBatchDeps, event: unknown): Promise<BatchResponse> {
  const { Records } = sqsEvent.parse(event);
  const again = await Promise.all(
    Records.map(async (record) => ((await isSettled(deps, record)) ? [] : [record.messageId])),
  );
  return { batchItemFailures: again.flat().map((itemIdentifier) => ({ itemIdentifier })) };
}

/** Whether Lambda may delete the message. */
async function isSettled(deps: WorkBatchDeps, record: SqsRecord): Promise<boolean> {
  const { queue } = deps;
  let settled = false;
  const settle = async () => {
    settled = true;
  };
  const job = queue.adopt(laneOf(deps.urls, record.eventSourceARN), {
    body: record.body,
    handle: record.receiptHandle,
    receives: Number(record.attributes.ApproximateReceiveCount),
    sentAt: Number(record.attributes.SentTimestamp),
  });
  const outcome = {
    done: settle,
    retry: queue.retry,
    bury: (dead: TakenJob, failure: string) => queue.bury(dead, failure).then(settle),
  };
  await runJob({ ...deps, queue: outcome }, job);
  return settled;
}

/** Account and name are in both: `…/123456789012/cats-urgent` and `…:123456789012:cats-urgent`. */
function laneOf(urls: WorkBatchDeps['urls'], arn: string): Priority {
  const place = `/${arn.split(':').slice(-2).join('/')}`;
  if (urls.urgent.endsWith(place)) return 'urgent';
  if (urls.usual.endsWith(place)) return 'usual';
  throw new TypeError(`${arn} is neither CATOPS_SQS_URGENT nor CATOPS_SQS_USUAL`);
}
