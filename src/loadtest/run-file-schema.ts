import * as z from 'zod';
import { loadtestRules } from '../contracts/loadtest-report.js';
import { loadtestRunSchema } from '../contracts/loadtest-run.js';
import { routePolicySchema } from '../contracts/route-policy.js';
import type { DistributionCodec } from './ports.js';

// Strict, because a shard that says more than is read would be judged by half of what it says.

const count = z.number().int().min(0).max(Number.MAX_SAFE_INTEGER);
const seconds = z.number().min(0).max(1e7);
const share = z.number().min(0).max(1);
const line = z.string().max(10_000);
const lines = z.array(line).max(1000);

// A day: nothing is waited for longer, and a histogram grows with its largest value.
const longestUs = 86_400_000_000;

const balance = {
  sent: count,
  answered: count,
  lost: count,
  discarded: count,
  timeouts: count,
  inFlight: count,
};

/** What a file of a stored run holds; `decode` makes its distributions. */
export function runFileSchema(decode: DistributionCodec['decode']) {
  const value = z.tuple([z.number().int().min(0).max(longestUs), count.min(1)]);
  const distribution = z.array(value).max(100_000).transform(decode);
  const second = z.strictObject({
    second: count,
    sent: count,
    answered: count,
    errors: count,
    latency: distribution,
  });
  const route = z.strictObject({
    ...balance,
    route: line,
    statuses: z.record(z.string().regex(/^\d{3}$/), count),
    expected: count,
    mismatched: count,
    latency: distribution,
    serviceTime: distribution,
    cacheTold: count,
    cacheServed: count,
    queriesTold: count,
    queries: count,
    seconds: z.array(second).max(86_400),
  });
  const phase = z.strictObject({
    ...balance,
    phase: line,
    measured: z.boolean(),
    seconds,
    complete: z.boolean(),
    unmatched: count,
    reconnects: count,
    routes: z.array(route).max(1000),
    health: z.strictObject({
      loopDelayP99Ms: z.number().min(0),
      busyShare: z.number().min(0),
      stealShare: share.nullable(),
      foreignShare: share.nullable(),
      pacedRate: z.number().min(0).nullable(),
    }),
  });
  const check = z.strictObject({
    rule: z.enum(loadtestRules),
    route: line.nullable(),
    phase: line.nullable(),
    outcome: z.enum(['pass', 'fail', 'warn', 'undecided']),
    limit: line,
    observed: line.nullable(),
    message: line,
    runbook: line.nullable(),
  });
  const planned = z.strictObject({
    phase: line,
    measured: z.boolean(),
    seconds,
    rate: z.strictObject({ from: z.number().min(0), to: z.number().min(0) }).nullable(),
    connections: count.nullable(),
  });
  return z.strictObject({
    schema: z.literal(loadtestRunSchema),
    testbed: z.strictObject({ cpu: line, cores: count, node: line, catops: line }),
    scenario: z.strictObject({ name: line, file: line, hash: line, text: z.string() }),
    shard: z.strictObject({ index: count, total: count.min(1) }).nullable(),
    target: z.strictObject({
      url: z.url({ protocol: /^https?$/ }).max(10_000),
      started: z.boolean(),
      uncached: lines,
      died: line.nullable(),
    }),
    startedAt: z.iso.datetime(),
    loadStartedAt: z.number().min(0),
    inventory: z.record(line, routePolicySchema.nullable()).nullable(),
    diagnostics: z.boolean(),
    planned: z.array(planned).max(1000),
    coverageMinimum: count,
    coldPaths: z.record(line, count),
    measurement: z.strictObject({
      phases: z.array(phase).max(1000),
      crashed: line.nullable(),
      gaveUp: line.nullable(),
    }),
    probed: z.array(check).max(10_000),
    stopped: check.nullable(),
    interrupted: z.boolean(),
    faults: lines,
    untimed: lines,
    doubts: lines,
  });
}
