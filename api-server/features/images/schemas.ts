import { z } from 'zod';
import { flag, integer, list, readInteger, word } from '../../http/parameters.js';

const sizes = { thumb: 'thumb', small: 'small', med: 'med', full: 'full' } as const;
const orders = { random: 'random', rand: 'random', asc: 'asc', desc: 'desc' } as const;
const formats = { json: 'json', src: 'src' } as const;

/** Pictures are named by any text; one that is no picture's id is answered from the id index. */
export const imageParams = z.object({
  image_id: z
    .string()
    .min(1)
    .meta({ description: 'Id of a picture. It may start with a dash.', example: 'ebv' }),
});

const extensions = new Map<string, 'jpg' | 'png' | 'gif'>([
  ['jpg', 'jpg'],
  ['png', 'png'],
  ['gif', 'gif'],
  ['image/jpeg', 'jpg'],
  ['image/png', 'png'],
  ['image/gif', 'gif'],
]);

const breedIds = () =>
  list((item) => item, { description: 'Only pictures of one of these breeds', example: 'abys' });
const categoryIds = () =>
  list((item) => readInteger(item, 0), {
    description: 'Only pictures in one of these categories',
    example: 5,
  });
const size = word(sizes, {
  shown: Object.keys(sizes),
  description: 'Rendition of the picture',
  example: 'full',
});

/** Parameters of a search. A larger limit than the caller may have is lowered, not refused. */
export const searchQuery = z.object({
  limit: integer({ min: 1, max: 1000, description: 'Pictures asked for', example: 10 }).default(1),
  page: integer({ min: 0, description: 'Page, from 0; only with ASC or DESC', example: 0 }).default(
    0,
  ),
  order: word(orders, {
    shown: ['RANDOM', 'ASC', 'DESC'],
    description: 'ASC and DESC need a key',
    example: 'RANDOM',
  }).default('random'),
  size: size.default('full'),
  mime_types: list((item) => extensions.get(item.toLowerCase()), {
    description: 'Comma list of jpg, png and gif; empty means all',
    example: 'jpg,png',
  }).default([]),
  format: word(formats, {
    shown: ['json', 'src'],
    description: 'src redirects to the first picture',
    example: 'json',
  }).default('json'),
  has_breeds: flag({ description: 'Only pictures with a breed', example: true }).default(false),
  breed_ids: breedIds().optional(),
  breed_id: breedIds().optional(),
  category_ids: categoryIds().optional(),
  category_id: categoryIds().optional(),
  include_breeds: flag({ description: 'Show breeds, with a key', example: true }).default(true),
  include_categories: flag({ description: 'Show categories, with a key', example: true }).default(
    true,
  ),
});

export type SearchQuery = z.output<typeof searchQuery>;

/** Parameters of one picture. Names that change nothing yet are not here: they would be keys. */
export const imageQuery = z.object({ size: size.default('full') });

const category = z.object({ id: z.int(), name: z.string() });
const picture = {
  id: z.string(),
  url: z.string(),
  width: z.int(),
  height: z.int(),
};
const shown = { breeds: z.array(z.looseObject({ id: z.string() })).optional() };

export const searchReply = z.array(
  z.object({ ...picture, ...shown, categories: z.array(category).optional() }),
);
export const imageReply = z.object({
  ...picture,
  ...shown,
  categories: z.array(category).optional(),
});

const label = z.looseObject({ Name: z.string(), Confidence: z.number() });
/** None or one: nothing is there until the picture was analysed. */
export const analysisReply = z
  .array(
    z.object({
      labels: z.array(label),
      moderation_labels: z.array(z.looseObject({ Name: z.string() })),
      vendor: z.string(),
      image_id: z.string(),
      created_at: z.string(),
    }),
  )
  .max(1);
