import { type LoopbackVendor, startLoopbackVendor } from '../../../testing/loopback-vendor.js';
import { deny, failure, nameOf, operationOf, readCall } from './call.js';
import { catalogCalls, changeCatalog } from './catalog-calls.js';
import { queryCalls } from './query-calls.js';
import {
  type AthenaState,
  type Execute,
  type LoopbackWorkGroup,
  type Step,
  testWorkGroup,
} from './state.js';

/** Athena on 127.0.0.1. Routes, for counts and faults, are `Athena.StartQueryExecution` and so on. */
export interface LoopbackAthena extends LoopbackVendor, AthenaState {
  /** What the looks at the next query that is started will see; see {@link Step}. */
  script(...steps: Step[]): void;
  /** From now on (or after so many calls) every call is refused. */
  refuse(type: string, message: string, after?: number): void;
}

/**
 * Starts it. It speaks awsJson1.1, takes only what the SDK's schema and the API reference allow, and
 * runs statements with `execute`; those that change the catalogue it does itself.
 */
export async function startLoopbackAthena(
  execute: Execute,
  given: { readonly workGroups?: readonly LoopbackWorkGroup[] } = {},
): Promise<LoopbackAthena> {
  const state: AthenaState = {
    workGroups: [...(given.workGroups ?? [testWorkGroup])],
    databases: new Map([['catops', new Map()]]),
    queries: [],
    scripts: [],
    busy: 0,
    refusal: null,
    results: 'open',
    stopTakes: 0,
  };
  const operations = {
    ...catalogCalls,
    ...queryCalls(async (sql, signal) => changeCatalog(state, sql) ?? execute(sql, signal)),
  };
  const vendor = await startLoopbackVendor({
    name: 'Athena',
    nameOf,
    handle: (request) => {
      const body = readCall(request);
      const operation = operations[operationOf(request)];
      if (!operation) return undefined;
      checkAccess(state);
      return operation(state, body);
    },
    // "ThrottlingException: Rate exceeded", with no word about how long.
    rateLimited: () => failure('ThrottlingException', 'Rate exceeded'),
    failed: () => failure('InternalServerException', 'Internal server error', {}, 500),
    unknown: () => failure('UnknownOperationException', ''),
  });
  return Object.assign(state, vendor, {
    script: (...steps: Step[]) => {
      state.scripts.push(steps);
    },
    refuse: (type: string, message: string, after = 0) => {
      state.refusal = { type, message, after };
    },
  });
}

function checkAccess({ refusal }: AthenaState): void {
  if (!refusal) return;
  if (refusal.after > 0) refusal.after -= 1;
  else throw deny(refusal.type, refusal.message);
}
