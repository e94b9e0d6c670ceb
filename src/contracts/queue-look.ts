import * as z from 'zod';

const lane = z.object({
  lane: z.enum(['urgent', 'usual']),
  /** Its name in SQS. */
  queue: z.string(),
  /** What SQS says of it; counts are about right. Null where it does not say. */
  facts: z
    .object({
      waiting: z.number(),
      /** With a worker, or waiting for its next attempt. */
      taken: z.number(),
      later: z.number(),
      visibilitySeconds: z.number(),
      retentionSeconds: z.number(),
      /** After so many times SQS itself puts a job among the dead; null without a dead-letter queue. */
      maxReceiveCount: z.number().nullable(),
      /** What lies in its dead-letter queue; null where that is not known. */
      dead: z.number().nullable(),
    })
    .nullable(),
  /** Why something is not known, and what to do about it. */
  problem: z.object({ message: z.string(), hint: z.string().nullable() }).nullable(),
});

/** One queue in SQS as it was found. */
export type QueueLook = z.infer<typeof lane>;

/** The queues in SQS, the urgent one first; null where jobs wait in the database alone. */
export const queueLooks = z.array(lane).nullable();
