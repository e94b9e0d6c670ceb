import type { Priority } from '../../../jobs/jobs.js';
import { type JobMessage, writeMessage } from './job-message.js';
import type { SqsCall } from './sqs-call.js';
import type { SqsLocation } from './sqs-location.js';

/** What became of one job that was to be sent. */
export type Sent =
  | { readonly kind: 'sent' }
  /** Sending it again may go well. */
  | { readonly kind: 'failed'; readonly code: string }
  /** SQS will never take it. */
  | { readonly kind: 'refused'; readonly code: string };

/** Sends jobs of a lane, 10 at most, and answers for each in their order; throws when nothing is known. */
export type SendJobs = (
  lane: Priority,
  jobs: readonly JobMessage[],
  stop: AbortSignal,
) => Promise<readonly Sent[]>;

export function createSendJobs(call: SqsCall, { urls }: SqsLocation): SendJobs {
  return async (lane, jobs, stop) => {
    const Entries = jobs.map((job, at) => ({ Id: `${at}`, MessageBody: writeMessage(job) }));
    const { Failed = [] } = await call(stop, (client, { SendMessageBatchCommand }, abortSignal) =>
      client.send(new SendMessageBatchCommand({ QueueUrl: urls[lane], Entries }), {
        abortSignal,
      }),
    );
    const failures = new Map(Failed.map((failed) => [failed.Id, failed]));
    return Entries.map(({ Id }): Sent => {
      const failed = failures.get(Id);
      if (!failed) return { kind: 'sent' };
      const { Code: code = 'unknown', SenderFault: isOurs } = failed;
      return { kind: isOurs ? 'refused' : 'failed', code };
    });
  };
}
