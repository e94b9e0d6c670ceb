import * as z from 'zod';

const beside = z.object({
  /** Since the day began. */
  today: z.number(),
  /** The day before, until the same time of day. */
  yesterday: z.number(),
});

/** What people have done on this day so far, as the API's database knows it. Days are UTC. */
export const todaySchema = z.object({
  /** `2018-11-15` */
  day: z.string(),
  /** Until when: ISO 8601, UTC. */
  at: z.string(),
  signUps: beside,
  votes: beside,
  favourites: beside,
  /** Pictures that the public may see and somebody liked today, the most liked first. */
  popular: z.array(
    z.object({
      imageId: z.string(),
      /** Of each voter (account and `sub_id`) the newest vote of today counts. */
      up: z.number(),
      down: z.number(),
      favourites: z.number(),
    }),
  ),
});

export type Today = z.infer<typeof todaySchema>;
