import {
  type LoopbackVendor,
  startLoopbackVendor,
  vendorNow,
} from '../../../testing/loopback-vendor.js';
import { deny, failure, type Json, nameOf, operationOf, readCall } from './call.js';
import { metricCalls } from './metric-data.js';
import { readCalls } from './read-calls.js';
import type { CloudWatchState, Kind, StateValue } from './state.js';
import { become, type Cause, writeCalls } from './write-calls.js';

/** CloudWatch on 127.0.0.1. Routes, for counts and faults, are `CloudWatch.DescribeAlarms` and so on. */
export interface LoopbackCloudWatch extends LoopbackVendor, CloudWatchState {
  /** An alarm that is there already; its configuration as DescribeAlarms shows it. */
  has(name: string, config?: Json & { readonly kind?: Kind; readonly more?: Json }): void;
  /** Judges an alarm: its state, its history, its actions. */
  become(name: string, state: StateValue, cause?: Partial<Cause>): void;
  /** From now on every call, or every call of those operations, is refused. */
  refuse(type: string, message: string, only?: RegExp): void;
}

/**
 * Starts it. It speaks awsJson1.0 and takes only what the SDK's schema and the API reference allow;
 * alarms change their state when a test says so.
 */
export async function startLoopbackCloudWatch(): Promise<LoopbackCloudWatch> {
  const state: CloudWatchState = {
    stored: new Map(),
    history: [],
    muteRules: [],
    pageSize: 100,
    emptyPages: 0,
    historyLagMs: 0,
    tellsTwice: false,
    clockAheadMs: 0,
    judgesComposites: false,
    metricValue: () => undefined,
    refusal: null,
  };
  const operations = { ...readCalls, ...writeCalls, ...metricCalls };
  const vendor = await startLoopbackVendor({
    name: 'CloudWatch',
    nameOf,
    handle: (request) => {
      const body = readCall(request);
      const operation = operations[operationOf(request)];
      if (!operation) return undefined;
      const { refusal } = state;
      if (refusal?.only.test(operationOf(request))) throw deny(refusal.type, refusal.message);
      return operation(state, body);
    },
    // "Throttling: Rate exceeded", as the query protocol had it; the modelled name goes first.
    rateLimited: () => failure('ThrottlingException', 'Rate exceeded'),
    failed: () => failure('InternalServiceFault', 'Internal service error', {}, 500),
    unknown: () => failure('UnknownOperationException', ''),
  });
  return Object.assign(state, vendor, {
    has: (name: string, given: Json & { readonly kind?: Kind; readonly more?: Json } = {}) => {
      const { kind = 'MetricAlarm', more = {}, ...config } = given;
      const at = vendorNow();
      state.stored.set(name, {
        kind,
        arn: `arn:aws:cloudwatch:eu-west-1:123456789012:alarm:${name}`,
        config: kind === 'MetricAlarm' ? { ...plain, ...config } : config,
        state: 'OK',
        reason: 'Threshold Crossed',
        reasonData: undefined,
        ...{ updatedAt: at, transitionedAt: at, more, tags: new Map() },
      });
    },
    become: (name: string, value: StateValue, cause: Partial<Cause> = {}) =>
      become(state, name, value, { reason: 'Threshold Crossed', ...cause }),
    refuse: (type: string, message: string, only = /^/) => {
      state.refusal = { type, message, only };
    },
  });
}

const plain: Json = {
  MetricName: 'Errors',
  Namespace: 'catops/cats',
  Statistic: 'Sum',
  Period: 60,
  EvaluationPeriods: 2,
  DatapointsToAlarm: 2,
  Threshold: 1,
  ComparisonOperator: 'GreaterThanThreshold',
};
