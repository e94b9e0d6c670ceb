import * as z from 'zod';

/** Key of `/openapi.json` under which the API publishes its {@link AlarmDefinition}s. */
export const alarmsKey = 'x-catops-alarms';

/** What an alarm looks at, and in which unit its threshold is. */
export const measures = [
  /** Replies 5xx, as a share of all: 0 to 1. */
  'error-share',
  /** The time that 99 of 100 requests stay below, milliseconds. */
  'latency-p99',
  /** Requests answered from the cache, fresh or stale, as a share of those that have one: 0 to 1. */
  'cache-hit-share',
  'db-queries-per-request',
  /** How far the replica furthest behind is behind the primary, seconds. */
  'replica-lag',
  /** For how long the oldest job is due that nobody has taken, seconds. */
  'queue-age',
  /** Attempts of jobs that failed, in the period. */
  'job-failures',
  /** 99 of 100 turns of the event loop come less late, seconds; of the slowest process. */
  'event-loop-delay',
  /** Sign-ups answered 5xx, in the period. */
  'sign-up-failures',
  /** API processes that died and were started again, in the period. */
  'process-restarts',
  /** Requests refused because there was too much to do, as a share of all: 0 to 1. */
  'overload',
  /** Processes that find the dependency ill. */
  'dependency-ill',
  /** Records of the access log that were lost, in the period. */
  'access-log-dropped',
  /** 1 when the API's metrics could be read; no datapoint when not. */
  'reachable',
] as const;

export type Measure = (typeof measures)[number];

const name = z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/);

const shared = {
  /** Also the name of its runbook, unless that says otherwise. */
  name,
  /** What it means for those who use the API, in one sentence. */
  summary: z.string().min(1),
  /** Decides who is woken. */
  severity: z.enum(['sev1', 'sev2', 'sev3', 'sev4']),
  /** The team that mends it. */
  owner: z.string().min(1),
  /** Name of the runbook in `runbooks/`, without `.md`. */
  runbook: name,
};

const metricAlarm = z.object({
  kind: z.literal('metric'),
  ...shared,
  measure: z.enum(measures),
  /** `route`: one alarm for each route of the API. */
  of: z.union([z.literal('service'), z.literal('route'), z.object({ dependency: z.string() })]),
  comparison: z.enum(['above', 'below']),
  /** `budget`: what the route declares for itself. */
  threshold: z.union([z.number(), z.literal('budget')]),
  /** Length of one datapoint. CloudWatch takes 10, 20, 30 and multiples of 60. */
  periodSeconds: z.int().min(1).max(86_400),
  /** M datapoints out of the newest N. */
  evaluationPeriods: z.int().min(1).max(100),
  datapointsToAlarm: z.int().min(1),
  /** What a datapoint that is not there counts as: CloudWatch's TreatMissingData. */
  missingData: z.enum(['breaching', 'notBreaching', 'ignore', 'missing']),
  /** A period with fewer requests is no datapoint: a share of three says nothing. */
  minimumRequests: z.int().min(1).optional(),
});

const compositeAlarm = z.object({
  kind: z.literal('composite'),
  ...shared,
  /**
   * In ALARM while any of these is. They page through this one and not by themselves: one outage
   * wakes once.
   */
  any: z.array(name).min(1),
});

const alarmDefinition = z.discriminatedUnion('kind', [
  metricAlarm.refine(({ datapointsToAlarm, evaluationPeriods }) => {
    return datapointsToAlarm <= evaluationPeriods;
  }, 'datapointsToAlarm is more than evaluationPeriods'),
  compositeAlarm,
]);

export type MetricAlarm = z.infer<typeof metricAlarm>;
export type CompositeAlarm = z.infer<typeof compositeAlarm>;

/**
 * An alarm as data, as `/openapi.json` publishes it: the evaluator of this machine and CloudWatch are
 * told the same.
 */
export type AlarmDefinition = MetricAlarm | CompositeAlarm;

/** A whole set of them: names are used once, and a composite names metric alarms of the set. */
export const alarmDefinitionsSchema = z.array(alarmDefinition).superRefine((alarms, context) => {
  const refuse = (index: number, message: string) =>
    context.addIssue({ code: 'custom', path: [index], message });
  const metrics = new Set(alarms.flatMap((each) => (each.kind === 'metric' ? [each.name] : [])));
  for (const [index, alarm] of alarms.entries()) {
    if (alarms.findIndex((each) => each.name === alarm.name) !== index) {
      refuse(index, `there are two alarms called ${alarm.name}`);
    }
    if (alarm.kind === 'metric' && alarm.threshold === 'budget' && alarm.of !== 'route') {
      refuse(index, `${alarm.name} takes its threshold from a budget, and only routes have one`);
    }
    if (alarm.kind === 'metric') continue;
    for (const child of alarm.any) {
      if (!metrics.has(child))
        refuse(index, `${alarm.name} names ${child}, which is no metric alarm`);
    }
  }
});
