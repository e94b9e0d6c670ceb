import {
  type LoopbackVendor,
  startLoopbackVendor,
  vendorNow,
} from '../../../testing/loopback-vendor.js';
import { deny, failure, nameOf, readCall } from './call.js';
import { readCalls } from './read-calls.js';
import { type BeanstalkState, healthyEnvironment } from './state.js';
import { writeCalls } from './write-calls.js';

/** Elastic Beanstalk on 127.0.0.1. Routes, for counts and faults, are `Beanstalk.UpdateEnvironment`. */
export interface LoopbackBeanstalk extends LoopbackVendor, BeanstalkState {}

const actions = { ...readCalls, ...writeCalls };

/**
 * Starts it with one healthy environment and two versions. It speaks the query protocol (a form in,
 * XML out) and takes only what the SDK's schema and the API reference allow.
 */
export async function startLoopbackBeanstalk(
  given: Partial<BeanstalkState> = {},
): Promise<LoopbackBeanstalk> {
  const version = (label: string, hoursAgo: number) => ({
    ...{ application: 'catops', label, description: '', status: 'PROCESSED' },
    createdAt: vendorNow() - hoursAgo * 3_600_000,
  });
  const state: BeanstalkState = {
    environments: [healthyEnvironment('cat-api-prod', 'v1')],
    events: [],
    versions: [version('v2', 1), version('v1', 31)],
    outcomes: [],
    refused: new Map(),
    pageSize: 1000,
    ...given,
  };
  const vendor = await startLoopbackVendor({
    name: 'Elastic Beanstalk',
    nameOf,
    handle: (request) => {
      const body = readCall(request);
      const action = request.route.slice('Beanstalk.'.length);
      const refusal = state.refused.get(action) ?? state.refused.get('*');
      if (refusal)
        throw deny(refusal.code, refusal.message, /^Access|Token/.test(refusal.code) ? 403 : 400);
      return actions[action]?.(state, body);
    },
    rateLimited: () => failure('Throttling', 'Rate exceeded'),
    failed: () => failure('InternalFailure', 'An internal error has occurred', 500),
    unknown: () => failure('InvalidAction', 'The action or operation requested is not valid.'),
  });
  return Object.assign(state, vendor);
}
