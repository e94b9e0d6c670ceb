import { z } from 'zod';

// What a scenario file may hold. Strict everywhere: a key nobody reads is a typo that would
// silently test something else.

const oneLine = (max: number) =>
  z
    .string()
    .min(1)
    .max(max)
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it refuses
    .regex(/^[^\u0000-\u001f\u007f]*$/u, 'must be one line without control characters');

const name = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/, 'must be a name of letters, digits, - and _');

const text = z.union([z.string(), z.number(), z.boolean()]).transform(String).pipe(oneLine(2000));

const feed = z.union(
  [
    z.strictObject({ list: z.array(text).min(1).max(10_000) }),
    z.strictObject({
      from: z.strictObject({
        get: oneLine(2000).regex(/^\//, 'must be a path of the target, starting with /'),
        field: name,
        count: z.number().int().min(1).max(10_000).default(25),
      }),
    }),
  ],
  { error: 'must be { list: […] } or { from: { get: /path, field: name, count: N } }' },
);

const route = z.strictObject({
  weight: z.number().int().min(1).max(1000).default(1),
  path: z.record(name, text).default({}),
  query: z.record(z.string().min(1).max(100), text).default({}),
  expect: z.strictObject({ status: z.number().int().min(200).max(599) }).default({ status: 200 }),
  budget: z.strictObject({ dbQueriesPerRequest: z.number().min(0) }).optional(),
});

const phase = z.strictObject({
  name,
  rate: z
    .string()
    .regex(/^[1-9]\d{0,3}\/s$/, 'must be requests a second such as 100/s, at most 2000/s')
    .optional(),
  connections: z.number().int().min(1).max(500).optional(),
  for: z.string(),
  measure: z.boolean().default(true),
});

const threshold = z.union(
  [
    z.string(),
    z.strictObject({ expr: z.string(), level: z.enum(['fail', 'warn']).default('fail') }),
  ],
  { error: 'must be a threshold, or { expr: threshold, level: warn }' },
);

const headerName = z.string().regex(/^[A-Za-z0-9-]{1,64}$/, 'must be the name of a header');

export const scenarioSchema = z.strictObject({
  name,
  description: oneLine(500).default(''),
  headers: z.record(headerName, text).default({}),
  feeds: z.record(name, feed).default({}),
  routes: z.record(
    z
      .string()
      .regex(
        /^(GET|POST|PUT|PATCH|DELETE|OPTIONS) \/\S*$/,
        'must be a route such as GET /v1/breeds',
      ),
    route.nullable(),
  ),
  excuse: z.array(z.strictObject({ route: z.string(), reason: oneLine(300) })).default([]),
  phases: z.array(phase).min(1).max(50),
  thresholds: z.array(threshold).default([]),
  coverage: z
    .strictObject({ minimum: z.number().int().min(1).max(100_000) })
    .default({ minimum: 20 }),
});

/** A scenario file's content after the shape is checked. */
export type ScenarioContent = z.infer<typeof scenarioSchema>;
