import * as z from 'zod';
import { feedSchema } from './feed-schema.js';
import { probeRules } from './probes/probe-rules.js';
import { parseRate } from './rate.js';
import { headersSchema, routeSchema } from './route-schema.js';
import { name, oneLine, text } from './scenario-text.js';

// What a scenario file may hold. Strict everywhere: a key nobody reads is a typo that would
// silently test something else.

const rateFault = 'must be requests a second such as 100/s or 20/s -> 200/s, at most 2000/s';

const phase = z.strictObject({
  name,
  rate: z
    .string({ error: rateFault })
    .refine((text) => parseRate(text) !== null, { error: rateFault })
    .optional()
    .describe('Requests a second: 100/s, or 20/s -> 200/s for a ramp. Sent when they are due.'),
  connections: z
    .number()
    .int()
    .min(1)
    .max(500)
    .optional()
    .describe('In place of a rate: each sends again as soon as it is answered.'),
  for: z.string().describe('Whole seconds to an hour: 30s, 2m.'),
  measure: z.boolean().default(true).describe('false: a warm-up, which is in no figure.'),
});

const rules = ['threshold', 'coverage', 'uncached', 'probation', ...probeRules] as const;

const rule = z.enum(rules, {
  error: ({ input }) => `no rule is named ${JSON.stringify(input)}; known are ${rules.join(', ')}`,
});

const threshold = z.union(
  [
    z.string(),
    z.strictObject({
      expr: z.string(),
      level: z
        .enum(['fail', 'warn'])
        .default('fail')
        .describe('warn: told, and without a part in the verdict.'),
      abortAfter: z
        .string()
        .optional()
        .describe('Stops the load once it is broken for so long, such as 5s.'),
    }),
  ],
  { error: 'must be a threshold, or { expr: threshold, level: warn, abortAfter: 5s }' },
);

export const scenarioSchema = z.strictObject({
  name,
  description: oneLine(500).default(''),
  openapi: oneLine(1000)
    .default('/openapi.json')
    .describe('The OpenAPI document: a path of the target, or a file beside the scenario.'),
  headers: headersSchema.default({}).describe('Sent with every request.'),
  keys: z
    .union([z.array(text).min(1).max(10_000), text], {
      error: 'must be a list of keys, or one text with commas in between',
    })
    .optional()
    .describe(`Sent as x-api-key in turn, best from the environment: "\${env:LOADTEST_KEYS}"`),
  tls: z
    .strictObject({ verify: z.boolean() })
    .default({ verify: true })
    .describe('{ verify: false } takes any certificate; better is NODE_EXTRA_CA_CERTS.'),
  feeds: z.record(name, feedSchema).default({}).describe('Values that requests are made of.'),
  routes: z
    .record(
      z
        .string()
        .regex(
          /^(GET|POST|PUT|PATCH|DELETE|OPTIONS) \/\S*$/,
          'must be a route such as GET /v1/breeds',
        ),
      routeSchema.nullable(),
    )
    .describe('What is tested: method and path as the OpenAPI document has them.'),
  excuse: z
    .array(z.strictObject({ route: z.string(), reason: oneLine(300) }))
    .default([])
    .describe('Routes of the API that need not be tested, each with its reason.'),
  phases: z.array(phase).min(1).max(50).describe('One after the other.'),
  thresholds: z
    .array(threshold)
    .default([])
    .describe('Such as latency.p95{route=GET /v1/breeds, phase=steady} < 200ms'),
  rules: z
    .array(rule)
    .default([])
    .describe('Rules to look at by requests of their own after the load: [stampede, isolation]'),
  coverage: z
    .strictObject({ minimum: z.number().int().min(0).max(100_000) })
    .default({ minimum: 20 })
    .describe('Answers that every route of the API needs, or it counts as not tested.'),
});

/** A scenario file's content after the shape is checked. */
export type ScenarioContent = z.infer<typeof scenarioSchema>;
