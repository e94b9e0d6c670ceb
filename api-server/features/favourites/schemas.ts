import * as z from 'zod';
import { textField } from '../../http/body-fields.js';
import { accountListQuery } from '../account-rows/index.js';
import { size } from '../images/index.js';

/** A favourite as it is made. Faults are told in this order. */
export const newFavourite = z.object({
  image_id: textField('image_id'),
  sub_id: textField('sub_id').optional(),
});

export type NewFavouriteBody = z.output<typeof newFavourite>;

export const favouriteParams = z.object({
  favourite_id: z.string().min(1).meta({ description: 'Id of a favourite', example: '1' }),
});

/** As of votes, and the rendition that each picture's address leads to. */
export const favouriteListQuery = accountListQuery.extend({ size: size.default('full') });

export type FavouriteListQuery = z.output<typeof favouriteListQuery>;

export const favouriteReply = z.object({
  id: z.int(),
  user_id: z.string(),
  image_id: z.string(),
  sub_id: z.string().nullable(),
  created_at: z.string(),
  image: z.looseObject({ id: z.string().optional(), url: z.string().optional() }),
});
export const favouritesReply = z.array(favouriteReply);
export const keptReply = z.object({ message: z.literal('SUCCESS'), id: z.int() });
export const doneReply = z.object({ message: z.literal('SUCCESS') });
