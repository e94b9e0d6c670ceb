import * as z from 'zod';
import { flag, integer, list, readInteger, text, word } from '../../http/parameters.js';
import { examplePicture } from './example.js';
import { type PictureSize, renditionWidths } from './renditions.js';

const sizes: Readonly<Record<PictureSize, PictureSize>> = {
  ...{ thumb: 'thumb', small: 'small', med: 'med', full: 'full' },
};
const orders = { random: 'random', rand: 'random', asc: 'asc', desc: 'desc' } as const;
const formats = { json: 'json', src: 'src' } as const;

/** Pictures are named by any text; one that is no picture's id is answered from the id index. */
export const imageParams = z.object({
  image_id: z.string().min(1).meta({
    description: 'Id of a picture. It may start with a dash.',
    example: examplePicture.id,
  }),
});

const extensions = new Map<string, 'jpg' | 'png' | 'gif'>([
  ['jpg', 'jpg'],
  ['png', 'png'],
  ['gif', 'gif'],
  ['image/jpeg', 'jpg'],
  ['image/png', 'png'],
  ['image/gif', 'gif'],
]);

const breedIds = (description: string) => list((item) => item, { description, example: 'abys' });
const categoryIds = (description: string) =>
  list((item) => readInteger(item, 0), { description, example: 5 });
const widths = Object.entries(renditionWidths)
  .reverse()
  .map(([name, width]) => `${name} ${width}`)
  .join(', ');
/** Which rendition a `url` leads to. */
export const size = word(sizes, {
  shown: Object.keys(sizes),
  description: `How wide the picture is behind url: ${widths} pixels, never enlarged; full is its own width`,
  example: 'full',
});

const ofLists = {
  limit: integer({
    ...{ min: 1, max: 1000, example: 10 },
    description:
      'Pictures asked for; given are 10 at most, with a key 100, if the server says no other',
  }).default(1),
  page: integer({ min: 0, description: 'Page, from 0; only with ASC or DESC', example: 0 }).default(
    0,
  ),
  order: word(orders, {
    shown: ['RANDOM', 'ASC', 'DESC'],
    description: 'Oldest or newest first, or as chance has it; ASC and DESC need a key',
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
  breed_ids: breedIds('Comma list: only pictures of one of these breeds').optional(),
  breed_id: breedIds('The same as breed_ids, which wins').optional(),
  category_ids: categoryIds('Comma list: only pictures in one of these categories').optional(),
  category_id: categoryIds('The same as category_ids, which wins').optional(),
};

/** Parameters of a search. A larger limit than the caller may have is lowered, not refused. */
export const searchQuery = z.object({
  ...ofLists,
  include_breeds: flag({ description: 'Show breeds, with a key', example: true }).default(true),
  include_categories: flag({ description: 'Show categories, with a key', example: true }).default(
    true,
  ),
  sub_id: text({
    description: 'Show votes and favourites of this sub_id, with a key',
    example: 'user-7',
  }).optional(),
});

export type SearchQuery = z.output<typeof searchQuery>;

/** Parameters of the list of own uploads. */
export const ownQuery = z.object({
  ...ofLists,
  sub_id: text({
    description: 'Only those of this sub_id, with its votes and favourites; empty: without one',
    example: 'user-7',
  }).optional(),
  original_filename: text({ description: 'Only files called so', example: 'tom.jpg' }).optional(),
  user_id: text({ description: 'Only those of this account', example: 'u1x9k2' }).optional(),
});

export type OwnQuery = z.output<typeof ownQuery>;
export type ImageFilterQuery = Pick<
  SearchQuery,
  'breed_ids' | 'breed_id' | 'category_ids' | 'category_id' | 'mime_types' | 'has_breeds'
>;

/** Parameters of one picture. Those after the first change what an account is shown, and no key. */
export const imageQuery = z.object({
  size: size.default('full'),
  sub_id: text({ description: 'Whose vote and favourite', example: 'user-7' }).optional(),
  include_vote: flag({ description: 'Show the vote, with a key', example: true }).default(false),
  include_favourite: flag({ description: 'Show the favourite, with a key', example: true }).default(
    false,
  ),
});

export type ImageQueryParams = z.output<typeof imageQuery>;

const category = z.object({ id: z.int(), name: z.string() });
const picture = {
  id: z.string(),
  url: z.string(),
  width: z.int(),
  height: z.int(),
};
const shown = { breeds: z.array(z.looseObject({ id: z.string() })).optional() };

const marked = {
  categories: z.array(category).optional(),
  vote: z.object({ id: z.int(), value: z.number() }).optional(),
  favourite: z.object({ id: z.int() }).optional(),
};

export const searchReply = z.array(z.object({ ...picture, ...shown, ...marked }));
export const imageReply = z.object({
  ...picture,
  ...shown,
  ...marked,
  sub_id: z.string().nullable().optional(),
});
/** Breeds of one picture. */
export const breedsReply = z.array(z.looseObject({ id: z.string() }));
/** Own uploads; `breed_ids` is a comma list. */
export const ownReply = z.array(
  z.object({
    ...picture,
    ...shown,
    ...marked,
    sub_id: z.string().nullable(),
    created_at: z.string(),
    original_filename: z.string().nullable(),
    breed_ids: z.string().nullable(),
  }),
);

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
