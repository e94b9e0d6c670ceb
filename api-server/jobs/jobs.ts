import * as z from 'zod';

const delivery = z.object({
  webhookId: z.string(),
  event: z.literal('favourite.created'),
  favouriteId: z.number().int(),
});

/**
 * As builds before queued it, with all that was told. While a release is replaced their API goes on
 * queueing for the jobs of this one. To be removed with the next release.
 */
const deliveryBefore = z
  .object({
    webhookId: z.string(),
    event: z.object({
      type: z.literal('favourite.created'),
      data: z.object({ id: z.number().int() }),
    }),
  })
  .transform(({ webhookId, event }) => {
    return { webhookId, event: event.type, favouriteId: event.data.id };
  });

/**
 * Every job there is, with what it holds: queue, sender and worker cannot disagree. Only ids of ours:
 * what somebody wrote (an address, a `sub_id`) is read where it is kept, and is gone when that is.
 */
export const jobSchemas = {
  /** Makes the first key of an account and mails it. Holds no address and no key. */
  'mail.welcome': z.object({ accountId: z.string() }),
  /** Tells a webhook of a favourite. */
  'webhook.deliver': z.union([delivery, deliveryBefore]),
  'jobs.tidy': z.object({}),
  /** Finds out what an upload shows. */
  'image.analyse': z.object({ imageId: z.string() }),
  /** Takes pictures that people dislike out of rotation, and brings others back. */
  'votes.rest': z.object({}),
  /** Makes the smaller copies of an uploaded picture. */
  'image.resize': z.object({ imageId: z.string() }),
  /** Removes the files of a picture that was removed. */
  'image.purge': z.object({ imageId: z.string() }),
  /** Tells the storage of pictures that everybody may see one. */
  'image.publish': z.object({ imageId: z.string() }),
  /** Has the storage and the CDN forget that everybody may see a picture. */
  'image.withdraw': z.object({ imageId: z.string() }),
  /** Removes pictures for good that were rejected long ago. */
  'images.purge-rejected': z.object({}),
  /** Removes files from the bucket that belong to no picture. */
  'images.sweep': z.object({}),
} as const;

export type JobType = keyof typeof jobSchemas;
export type Jobs = { readonly [T in JobType]: Readonly<z.output<(typeof jobSchemas)[T]>> };

/** `urgent` has a lane of its own: nothing of the other one is ever in its way. */
export const priorities = { urgent: 0, usual: 1 } as const;
export type Priority = keyof typeof priorities;

/** How a kind of job is treated. */
export interface JobPolicy {
  readonly priority: Priority;
  /** Times it is tried before it is dead. */
  readonly attempts: number;
  /** After the first failure it waits so long, then four times as long each time, at most 6 hours. */
  readonly pauseMs: number;
  /** So many are done at once by one process. They are its own: no other kind ever waits for them. */
  readonly atOnce: number;
  /** So long it waits before it is tried at all, milliseconds. */
  readonly afterMs?: number;
}

export const jobPolicies: { readonly [T in JobType]: JobPolicy } = {
  'mail.welcome': { priority: 'urgent', attempts: 8, pauseMs: 5000, atOnce: 2 },
  'webhook.deliver': { priority: 'usual', attempts: 8, pauseMs: 5000, atOnce: 6 },
  'jobs.tidy': { priority: 'usual', attempts: 5, pauseMs: 5000, atOnce: 1 },
  'image.analyse': { priority: 'usual', attempts: 8, pauseMs: 5000, atOnce: 2 },
  'votes.rest': { priority: 'usual', attempts: 5, pauseMs: 5000, atOnce: 1 },
  // The worst animation that an upload may be (500 frames of noise, ten million pixels) takes a core 10 to
  // 14 seconds, and one of them is worked on at a time: of two, the other has waited so long at most.
  'image.resize': { priority: 'usual', attempts: 8, pauseMs: 5000, atOnce: 2 },
  'image.purge': { priority: 'usual', attempts: 8, pauseMs: 5000, atOnce: 2 },
  'image.publish': { priority: 'usual', attempts: 8, pauseMs: 5000, atOnce: 2 },
  'image.withdraw': {
    ...{ priority: 'urgent', attempts: 10, pauseMs: 5000 },
    ...{ atOnce: 2, afterMs: 10_000 },
  },
  'images.purge-rejected': { priority: 'usual', attempts: 5, pauseMs: 5000, atOnce: 1 },
  'images.sweep': { priority: 'usual', attempts: 5, pauseMs: 5000, atOnce: 1 },
};

/** The types of a lane, each with how many of it are done at once by one process. */
export function placesOf(lane: Priority): ReadonlyMap<string, number> {
  return new Map(
    Object.entries(jobPolicies)
      .filter(([, { priority }]) => priority === lane)
      .map(([type, { atOnce }]) => [type, atOnce]),
  );
}

const longestPauseMs = 6 * 3_600_000;

/** How long a job waits after so many attempts; `random` in [0, 1) keeps many from coming at once. */
export function pauseAfter(type: JobType, attempts: number, random: number): number {
  const pause = Math.min(longestPauseMs, jobPolicies[type].pauseMs * 4 ** (attempts - 1));
  return Math.round(pause * (0.75 + random / 2));
}

/** A job that is to be done. */
export type NewJob = {
  readonly [T in JobType]: {
    readonly type: T;
    readonly payload: Jobs[T];
    /** Whose data is in it: it goes when the account goes. Null when it is nobody's. */
    readonly accountId: string | null;
  };
}[JobType];
