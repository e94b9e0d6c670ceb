import * as z from 'zod';
import { flag, integer, text } from '../../http/parameters.js';

export const breedParams = z.object({
  breed_id: z.string().min(1).meta({ description: 'Id of a breed', example: 'abys' }),
});

const page = integer({ min: 0, description: 'Page, from 0', example: 0 }).default(0);

/** Both `order` and `attach_breed`, which some clients send, are ignored like any other name. */
export const breedListQuery = z.object({
  limit: integer({ min: 1, max: 1000, description: 'Breeds on a page', example: 10 }).default(1000),
  page,
});

export type BreedListQuery = z.output<typeof breedListQuery>;

export const breedSearchQuery = z.object({
  q: text({ description: 'Part of a name, in any case', example: 'air' }).default(''),
  attach_image: flag({ description: 'Show each breed with its picture', example: true }).default(
    false,
  ),
});

export type BreedSearchQuery = z.output<typeof breedSearchQuery>;

/** Columns without a value are left out. */
export const breedReply = z.looseObject({
  weight: z.object({ imperial: z.string(), metric: z.string() }).optional(),
  id: z.string(),
  name: z.string(),
  image: z.object({ id: z.string(), width: z.int(), height: z.int(), url: z.string() }).optional(),
});
