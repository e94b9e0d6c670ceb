import * as z from 'zod';

const record = z.object({
  messageId: z.string().min(1),
  receiptHandle: z.string(),
  body: z.string(),
  attributes: z.object({
    ApproximateReceiveCount: z.string().regex(/^\d+$/),
    /** Milliseconds since the epoch. */
    SentTimestamp: z.string().regex(/^\d+$/),
  }),
  eventSource: z.literal('aws:sqs'),
  /** `arn:aws:sqs:eu-west-1:123456789012:cats-urgent` */
  eventSourceARN: z.string(),
});

/** What Lambda gives a function of a queue (Lambda guide, "Example Amazon SQS message event"). */
export const sqsEvent = z.object({ Records: z.array(record).min(1) });

export type SqsRecord = z.infer<typeof record>;

/**
 * What the function answers: messages that are to be given again. Lambda deletes all others ("Reporting
 * batch item failures").
 */
export interface BatchResponse {
  readonly batchItemFailures: readonly { readonly itemIdentifier: string }[];
}
