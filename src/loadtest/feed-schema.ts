import * as z from 'zod';
import { caps } from './caps.js';
import { oneLine, text } from './scenario-text.js';

const sources = ['list', 'from', 'csv', 'json', 'sequence', 'random'] as const;

const file = oneLine(1000).describe('A file, relative to the scenario.');
const whole = z.number().int().min(-2_147_483_648).max(2_147_483_647);

/** Where values for paths, queries, headers and bodies come from: exactly one source, and a pick. */
export const feedSchema = z
  .strictObject({
    list: z
      .union([z.array(text).min(1).max(caps.feedValues), text], {
        error: 'must be a list of values, or one text with commas in between',
      })
      .optional()
      .describe(`The values, or one text such as "\${env:IDS}" with commas in between.`),
    from: z
      .strictObject({
        get: oneLine(2000)
          .regex(/^\//, 'must be a path of the target, starting with /')
          .describe('A path of the target, asked once before the run. {feed} is its first value.'),
        field: oneLine(200).describe('The field of each item that is taken.'),
        count: z.number().int().min(1).max(10_000).default(25).describe('At most this many.'),
      })
      .optional()
      .describe('A field of the items that the target itself lists.'),
    csv: file.optional().describe('A CSV file with a line of column names; see column.'),
    column: oneLine(200).optional().describe('Which column of the CSV file; else the first.'),
    json: file.optional().describe('A JSON file: a list of values, or of objects; see field.'),
    field: oneLine(200).optional().describe('Which field of the objects in the JSON file.'),
    sequence: z
      .strictObject({
        from: whole.default(1),
        to: whole,
        step: z.number().int().min(1).max(1_000_000).default(1),
      })
      .optional()
      .describe('Whole numbers in order, both ends included.'),
    random: z
      .strictObject({
        from: whole.default(1),
        to: whole,
        count: z.number().int().min(1).max(caps.feedValues).default(1000),
      })
      .optional()
      .describe('Random whole numbers, the same in every run with the same seed.'),
    pick: z
      .enum(['sequential', 'random', 'zipf', 'unique'])
      .default('sequential')
      .describe(
        'sequential: in turn. random: evenly. zipf: the first most often. unique: each at most once in a run.',
      ),
    seed: z
      .number()
      .int()
      .min(0)
      .max(4_294_967_295)
      .default(1)
      .describe('Another seed gives another order of the same make.'),
  })
  .superRefine((feed, context) => {
    const given = sources.filter((source) => feed[source] !== undefined);
    if (given.length !== 1) {
      const what = given.length === 0 ? 'has none' : `has ${given.join(' and ')}`;
      context.addIssue({
        code: 'custom',
        message: `a feed needs exactly one of ${sources.join(', ')}; this one ${what}`,
      });
    }
    for (const [key, source] of [
      ['column', 'csv'],
      ['field', 'json'],
    ] as const) {
      if (feed[key] === undefined || feed[source] !== undefined) continue;
      context.addIssue({ code: 'custom', path: [key], message: `goes with ${source} only` });
    }
  })
  .meta({ oneOf: sources.map((source) => ({ required: [source] })) });

/** A feed's content after the shape is checked. */
export type FeedContent = z.infer<typeof feedSchema>;
