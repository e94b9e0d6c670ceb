import { z } from 'zod';
import { feedSchema } from './feed-schema.js';
import { probeRules } from './probes/probe-rules.js';
import { parseRate } from './rate.js';
import { headersSchema, routeSchema } from './route-schema.js';
import { name, oneLine, text } from './scenario-text.js';

// What a scenario file may hold. Strict everywhere: a key nobody reads is a typo that would
// silently test something else.

const phase = z.strictObject({
  name,
  rate: z
    .string()
    .refine((text) => parseRate(text) !== null, {
      error: 'must be requests a second such as 100/s or 20/s -> 200/s, at most 2000/s',
    })
    .optional(),
  connections: z.number().int().min(1).max(500).optional(),
  for: z.string(),
  measure: z.boolean().default(true),
});

const rules = ['threshold', 'coverage', 'uncached', 'probation', ...probeRules] as const;

const rule = z.enum(rules, {
  error: ({ input }) => `no rule is named ${JSON.stringify(input)}; known are ${rules.join(', ')}`,
});

const threshold = z.union(
  [
    z.string(),
    z.strictObject({ expr: z.string(), level: z.enum(['fail', 'warn']).default('fail') }),
  ],
  { error: 'must be a threshold, or { expr: threshold, level: warn }' },
);

export const scenarioSchema = z.strictObject({
  name,
  description: oneLine(500).default(''),
  headers: headersSchema.default({}).describe('Sent with every request.'),
  keys: z
    .union([z.array(text).min(1).max(10_000), text], {
      error: 'must be a list of keys, or one text with commas in between',
    })
    .optional()
    .describe(`Sent as x-api-key in turn, best from the environment: "\${env:LOADTEST_KEYS}"`),
  feeds: z.record(name, feedSchema).default({}).describe('Values that requests are made of.'),
  routes: z.record(
    z
      .string()
      .regex(
        /^(GET|POST|PUT|PATCH|DELETE|OPTIONS) \/\S*$/,
        'must be a route such as GET /v1/breeds',
      ),
    routeSchema.nullable(),
  ),
  excuse: z.array(z.strictObject({ route: z.string(), reason: oneLine(300) })).default([]),
  phases: z.array(phase).min(1).max(50),
  thresholds: z.array(threshold).default([]),
  rules: z.array(rule).default([]),
  coverage: z
    .strictObject({ minimum: z.number().int().min(0).max(100_000) })
    .default({ minimum: 20 }),
});

/** A scenario file's content after the shape is checked. */
export type ScenarioContent = z.infer<typeof scenarioSchema>;
