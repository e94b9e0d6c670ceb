import type { PutCompositeAlarmInput, PutMetricAlarmInput, Tag } from '@aws-sdk/client-cloudwatch';
import type { AlarmActions } from '../../alarms/apply/ports.js';
import { descriptionOf } from '../../alarms/description.js';
import {
  type AlarmInstance,
  type CompositeInstance,
  type MetricInstance,
  pagesThrough,
} from '../../alarms/instances.js';
import { watchingOf } from './measured.js';

/** Whose alarms, and whom they call. */
export interface PutTarget {
  readonly service: string;
  readonly actions: AlarmActions;
}

/** How an alarm is put, by its kind. */
export type PutAlarm =
  | { readonly kind: 'metric'; readonly input: PutMetricAlarmInput }
  | { readonly kind: 'composite'; readonly input: PutCompositeAlarmInput };

/** What the names of a service's alarms begin with: several services may share an account. */
export function namePrefix(service: string): string {
  return `${service}/`;
}

/** A definition as the request that makes it. `all` says through which alarm each of them pages. */
export function putAlarm(
  instance: AlarmInstance,
  all: readonly AlarmInstance[],
  target: PutTarget,
): PutAlarm {
  return instance.kind === 'metric'
    ? { kind: 'metric', input: metricInput(instance, all, target) }
    : { kind: 'composite', input: compositeInput(instance, all, target) };
}

function shared(instance: AlarmInstance, all: readonly AlarmInstance[], target: PutTarget) {
  const { service, actions } = target;
  const { severity } = instance.definition;
  // What pages through a composite calls nobody by itself: one outage wakes once.
  const own = pagesThrough(instance.name, all)?.name === instance.name;
  const topic = own ? actions[severity] : undefined;
  return {
    AlarmName: `${namePrefix(service)}${instance.name}`,
    AlarmDescription: descriptionOf({ ...instance.definition, service }),
    ActionsEnabled: true,
    // Back to OK ends the page: whoever was woken need not look for themselves.
    AlarmActions: topic === undefined ? [] : [topic],
    OKActions: topic === undefined ? [] : [topic],
    InsufficientDataActions: [],
    Tags: tagsOf(instance, service),
  };
}

/** Tags may hold letters, digits, spaces and _.:/=+-@ only, so what a route is called stays out. */
export function tagsOf({ definition }: AlarmInstance, service: string): Tag[] {
  const { name, severity, runbook, owner } = definition;
  const tags = { service, alarm: name, severity, runbook, owner };
  return Object.entries(tags).map(([key, Value]) => ({ Key: `catops:${key}`, Value }));
}

function metricInput(
  instance: MetricInstance,
  all: readonly AlarmInstance[],
  target: PutTarget,
): PutMetricAlarmInput {
  const { comparison, missingData } = instance.definition;
  const { period, evaluated, toAlarm } = cloudWindow(instance.definition);
  return {
    ...shared(instance, all, target),
    ...watchingOf(instance, target.service, period),
    EvaluationPeriods: evaluated,
    DatapointsToAlarm: toAlarm,
    Threshold: instance.threshold,
    ComparisonOperator: comparison === 'above' ? 'GreaterThanThreshold' : 'LessThanThreshold',
    TreatMissingData: missingData,
  };
}

type Window = Pick<
  MetricInstance['definition'],
  'periodSeconds' | 'evaluationPeriods' | 'datapointsToAlarm'
>;

const minute = 60;

/**
 * The same time in whole minutes: metrics come by the minute, through the log. One late minute is no
 * outage, so what takes less than two takes two.
 */
export function cloudWindow(window: Window) {
  const { periodSeconds, evaluationPeriods, datapointsToAlarm } = window;
  if (periodSeconds % minute === 0)
    return { period: periodSeconds, evaluated: evaluationPeriods, toAlarm: datapointsToAlarm };
  const minutesOf = (periods: number) => Math.max(2, Math.ceil((periods * periodSeconds) / minute));
  const evaluated = minutesOf(evaluationPeriods);
  return { period: minute, evaluated, toAlarm: Math.min(evaluated, minutesOf(datapointsToAlarm)) };
}

function compositeInput(
  instance: CompositeInstance,
  all: readonly AlarmInstance[],
  target: PutTarget,
): PutCompositeAlarmInput {
  const children = instance.any.map((child) => `ALARM("${namePrefix(target.service)}${child}")`);
  return { ...shared(instance, all, target), AlarmRule: children.join(' OR ') };
}
