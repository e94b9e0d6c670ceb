import * as z from 'zod';
import { scoreField, textField } from '../../http/body-fields.js';

/** A vote as it is cast. Faults are told in this order. */
export const newVote = z.object({
  image_id: textField('image_id'),
  value: scoreField('value'),
  sub_id: textField('sub_id').optional(),
});

export type NewVoteBody = z.output<typeof newVote>;

export const voteParams = z.object({
  vote_id: z.string().min(1).meta({ description: 'Id of a vote', example: '1' }),
});

const fields = {
  id: z.int(),
  image_id: z.string(),
  sub_id: z.string().nullable(),
  created_at: z.string(),
  value: z.number(),
  country_code: z.string().nullable(),
  image: z.looseObject({ id: z.string().optional(), url: z.string().optional() }),
};

export const voteReply = z.object({ ...fields, user_id: z.string() });
export const votesReply = z.array(z.object(fields));
export const votedReply = z.object({
  message: z.literal('SUCCESS'),
  id: z.int(),
  image_id: z.string(),
  sub_id: z.string().optional(),
  value: z.number(),
  country_code: z.string().nullable(),
});
export const doneReply = z.object({ message: z.literal('SUCCESS') });
