import type { RoutePolicy } from '../contracts/route-policy.js';
import { keyRing } from '../loadtest/probes/key-ring.js';
import type { BurstReply, BurstRequest } from '../loadtest/probes/ports.js';
import type { ProbeContext, ProbedRoute } from '../loadtest/probes/probe-context.js';
import { seededRandom } from '../loadtest/random.js';

/** How an API answers one request; what is not said is a kept reply with status 200 after 1 ms. */
export type Answer = Partial<Omit<BurstReply, 'path'>>;

export const probedPolicy: RoutePolicy = {
  since: '2018-11-14',
  probation: false,
  cache: { kind: 'reply', freshSeconds: 60, staleSeconds: 60 },
  limit: {
    name: 'standard',
    keyed: { requests: 10, windowSeconds: 60 },
    keyless: { requests: 5, windowSeconds: 60 },
  },
  budget: { p99Ms: 50, dbQueriesPerRequest: 0.05 },
  runbook: 'uncached-route',
};

/** A route of such an API, but for the changes. */
export function probedRoute(changes: Partial<ProbedRoute> = {}): ProbedRoute {
  return {
    route: 'GET /v1/things',
    expectedStatus: 200,
    policy: probedPolicy,
    budget: 0.05,
    asked: [{ path: '/v1/things' }],
    cold: [{ path: '/v1/things?page=2' }, { path: '/v1/things?page=3' }],
    ...changes,
  };
}

/** A context of probes on an API in memory; `asked` grows by every request it is sent. */
export function probeContext(
  answer: (request: BurstRequest, index: number) => Answer,
  changes: Partial<ProbeContext> = {},
): ProbeContext & { readonly asked: BurstRequest[] } {
  const asked: BurstRequest[] = [];
  return {
    asked,
    sender: {
      send: async (requests, { started, enough = () => false }) => {
        started?.();
        const replies: BurstReply[] = [];
        for (const request of requests) {
          const cost = { queries: 0, fromCache: true };
          const usual = { status: 200, ms: 1, headers: {}, cost };
          const reply = { path: request.path, ...usual, ...answer(request, asked.length) };
          asked.push(request);
          replies.push(reply);
          if (enough(reply)) break;
        }
        return { replies, tookMs: replies.length };
      },
    },
    signal: new AbortController().signal,
    routes: [probedRoute()],
    keys: keyRing(['spare-1', 'spare-2', 'spare-3', 'turn-1', 'turn-2'], []),
    headers: {},
    processes: 1,
    random: seededRandom(1),
    ...changes,
  };
}

export const loaded: Answer = { cost: { queries: 1, fromCache: false } };
