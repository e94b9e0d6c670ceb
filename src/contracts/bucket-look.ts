import * as z from 'zod';

/** The bucket of uploaded pictures as it was found; null where they are files. */
export const bucketLook = z
  .object({
    /** `s3://cat-pictures/production/` */
    place: z.string(),
    /** What was not done, and what to do about it. */
    problems: z.array(z.object({ message: z.string(), hint: z.string().nullable() })),
  })
  .nullable();

export type BucketLook = z.infer<typeof bucketLook>;
