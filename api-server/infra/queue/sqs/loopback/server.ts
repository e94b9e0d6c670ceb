import {
  type LoopbackVendor,
  startLoopbackVendor,
  vendorNow,
} from '../../../../../src/testing/loopback-vendor.js';
import { failure, nameOf, notAllowed, operationOf, readCall } from './call.js';
import { queueCalls } from './queue-calls.js';
import { receiveCalls } from './receive-calls.js';
import { sendCalls } from './send-calls.js';
import { arnOf, type LoopbackQueue, queueOf, type SqsState, urlOf } from './state.js';

/** SQS on 127.0.0.1. Routes, for counts and faults, are `Sqs.ReceiveMessage` and so on. */
export interface LoopbackSqs extends LoopbackVendor, SqsState {
  /** What the settings of the API are to be. */
  readonly urls: { readonly urgent: string; readonly usual: string };
  queue(name: string): LoopbackQueue;
  /** As if so much time had passed. */
  pass(ms: number): void;
}

/**
 * Starts it with two queues, `urgent` and `usual`, and a dead-letter queue each, `…-dead`. It takes
 * only what the SDK's schema and the SQS API reference allow.
 */
export async function startLoopbackSqs(): Promise<LoopbackSqs> {
  const startedAt = vendorNow();
  const state: SqsState = {
    queues: new Map(),
    denied: new Set(),
    duplicates: 0,
    refusedEntries: [],
    undeletable: 0,
    aheadMs: 0,
    // It stands still but for `pass`: what a busy machine takes is no time.
    now: () => startedAt + state.aheadMs,
    waiting: new Set(),
  };
  for (const name of ['urgent', 'usual']) {
    const day = 86_400;
    const basis = { messages: [], visibilityTimeout: 90, retentionSeconds: 14 * day };
    const redrive = { to: `${name}-dead`, maxReceiveCount: 20 };
    state.queues.set(name, { ...basis, name, arn: arnOf(name), redrive });
    const dead = `${name}-dead`;
    state.queues.set(dead, { ...basis, messages: [], name: dead, arn: arnOf(dead), redrive: null });
  }
  const operations: Readonly<Record<string, Operation>> = {
    ...sendCalls,
    ...receiveCalls,
    ...queueCalls(() => vendor.url),
  };
  const vendor: LoopbackVendor = await startLoopbackVendor({
    name: 'SQS',
    nameOf,
    handle: (request) => {
      const body = readCall(request);
      const name = operationOf(request);
      const arn = body['QueueUrl'] === undefined ? '*' : queueOf(state, body).arn;
      if (state.denied.has(name)) throw notAllowed(name, arn);
      return operations[name]?.(state, body, request.gone);
    },
    rateLimited: () => failure('com.amazonaws.sqs#RequestThrottled', 'Rate exceeded'),
    failed: () => failure('InternalFailure', 'Internal failure', {}, 500),
    unknown: () => failure('InvalidAction', ''),
  });
  return Object.assign(state, vendor, {
    urls: { urgent: urlOf(vendor.url, 'urgent'), usual: urlOf(vendor.url, 'usual') },
    queue: (name: string) => queueOf(state, { QueueUrl: name }),
    pass: (ms: number) => {
      state.aheadMs += ms;
    },
  });
}

type Operation = (
  state: SqsState,
  body: Readonly<Record<string, unknown>>,
  gone: AbortSignal,
) =>
  | ReturnType<(typeof sendCalls)['SendMessage']>
  | ReturnType<(typeof receiveCalls)['ReceiveMessage']>;
