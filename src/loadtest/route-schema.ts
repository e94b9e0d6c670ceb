import * as z from 'zod';
import { caps } from './caps.js';
import { headerName, oneLine, text } from './scenario-text.js';

/** Headers by name. */
export const headersSchema = z.record(headerName, text);

const fieldPath = oneLine(200).describe('Names and positions with dots in between: 0.id');

const bodySchema = z
  .strictObject({
    json: z
      .unknown()
      .optional()
      .describe('Sent as JSON. "{feed}" is replaced by text, "{feed:number}" by a number.'),
    text: z.string().max(caps.bodyBytes).optional().describe('Sent as it is, {feed} replaced.'),
    type: oneLine(200)
      .optional()
      .describe('The Content-Type; else application/json or text/plain.'),
  })
  .superRefine((body, context) => {
    if ('json' in body !== (body.text !== undefined)) return;
    context.addIssue({ code: 'custom', message: 'a body needs either json or text' });
  })
  .meta({ oneOf: [{ required: ['json'] }, { required: ['text'] }] });

const scalar = z.union([z.string().max(2000), z.number(), z.boolean(), z.null()], {
  error: 'must be a text, a number, true, false or null',
});

const replySchema = z
  .strictObject({
    contains: z
      .union([oneLine(2000), z.array(oneLine(2000)).min(1).max(20)], {
        error: 'must be a text, or a list of texts',
      })
      .optional()
      .describe('Every one of these texts is in the body.'),
    json: z.record(fieldPath, scalar).default({}).describe('Fields of the JSON and their values.'),
    has: z.array(fieldPath).max(50).default([]).describe('Fields that are there and not null.'),
  })
  .optional();

const expectSchema = z
  .strictObject({
    status: z.number().int().min(200).max(599).default(200),
    headers: headersSchema
      .default({})
      .describe('Headers that hold these texts, in any case of letters.'),
    body: replySchema.describe('What the body holds. It costs the generator some time.'),
  })
  .default({ status: 200, headers: {} })
  .describe('What an answer must be; any other counts as an error.');

/** How a route is asked, and what its answer must be. */
export const routeSchema = z.strictObject({
  weight: z
    .number()
    .int()
    .min(1)
    .max(1000)
    .default(1)
    .describe('Its part of the requests, beside the weights of the others.'),
  path: z
    .record(oneLine(100), text)
    .default({})
    .describe('Values of the path parameters; one not named takes the feed of its own name.'),
  query: z.record(oneLine(100), text).default({}).describe('The query string.'),
  headers: headersSchema.default({}).describe('Headers of this route, before those of all.'),
  body: bodySchema.optional().describe('What is sent.'),
  expect: expectSchema,
  budget: z
    .strictObject({ dbQueriesPerRequest: z.number().min(0) })
    .optional()
    .describe('In place of the budget that the API declares for the route.'),
});

/** A route's content after the shape is checked. */
export type RouteContent = z.infer<typeof routeSchema>;
