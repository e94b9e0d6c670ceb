import type { LoadtestCheck, LoadtestRule } from '../../contracts/loadtest-report.js';
import type { RouteName, RoutePolicy } from '../../contracts/route-policy.js';
import type { Variant } from '../variants.js';
import type { KeyRing } from './key-ring.js';
import type { Burst, BurstOptions, BurstReply, BurstRequest, BurstSender } from './ports.js';

/** What the probes of one run work with. */
export interface ProbeContext {
  readonly sender: BurstSender;
  readonly signal: AbortSignal;
  /** The routes of the scenario that only read. */
  readonly routes: readonly ProbedRoute[];
  readonly keys: KeyRing;
  /** Headers of every request. */
  readonly headers: Readonly<Record<string, string>>;
  /** API processes that each have a cache and count for themselves; null when nobody says. */
  readonly processes: number | null;
  /** Numbers 0–1. */
  readonly random: () => number;
}

export interface ProbedRoute {
  readonly route: RouteName;
  readonly expectedStatus: number;
  /** Null when the target publishes none. */
  readonly policy: RoutePolicy | null;
  /** Database queries a request it may cost; null when nobody says. */
  readonly budget: number | null;
  /** How the load has asked it; at least one way. */
  readonly asked: readonly Ask[];
  /** Ways in which nobody has asked it in this run. */
  readonly cold: readonly Ask[];
}

/** One way to ask a route: its path, and the headers that it needs beside those of every request. */
export type Ask = Pick<Variant, 'path' | 'headers'>;

/** As many processes are believed of a target that does not say how many it has. */
export const mostProcesses = 8;

/** A route whose requests may each cost about a query has nothing to share. */
const sharedBelow = 0.5;

/** True when a reply of the route is to serve many requests, and is not always at hand. */
export function isShared({ budget, policy, cold }: ProbedRoute): boolean {
  const kind = policy?.cache.kind;
  if (kind === 'index' || (kind === 'never' && cold.length === 0)) return false;
  return budget === null || budget < sharedBelow;
}

/** What a probe found. */
export interface ProbeResult {
  readonly checks: readonly LoadtestCheck[];
  /** Routes that could not be looked at; it changes no verdict. */
  readonly skipped: readonly Skipped[];
}

interface Skipped {
  readonly rule: LoadtestRule;
  readonly route: RouteName;
  /** As the end of a sentence. */
  readonly why: string;
}

/** Looks at one rule. */
export type Probe = (context: ProbeContext) => Promise<ProbeResult>;

/** Looks at the routes that are meant, one after the other, until the run is stopped. */
export function eachRoute(
  isMeant: (route: ProbedRoute) => boolean,
  look: (context: ProbeContext, route: ProbedRoute) => Promise<ProbeResult>,
): Probe {
  return async (context) => {
    const results: ProbeResult[] = [];
    for (const route of context.routes.filter(isMeant)) {
      if (context.signal.aborted) break;
      results.push(await look(context, route));
    }
    return joined(results);
  };
}

/** Sends requests as one burst, with the keys in turn or all with one. */
export function sendBurst(
  { sender, signal, headers, keys }: ProbeContext,
  asks: readonly Ask[],
  { key: only, ...options }: Omit<BurstOptions, 'signal'> & { readonly key?: string | null },
): Promise<Burst> {
  const requests = asks.map(({ path, headers: own }): BurstRequest => {
    const key = only === undefined ? keys.next() : only;
    const all = { ...headers, ...own };
    return { path, headers: key === null ? all : { ...all, 'x-api-key': key } };
  });
  return sender.send(requests, { ...options, signal });
}

/** Results as one. */
export function joined(results: readonly ProbeResult[]): ProbeResult {
  return {
    checks: results.flatMap(({ checks }) => checks),
    skipped: results.flatMap(({ skipped }) => skipped),
  };
}

/** A route that could not be looked at. */
export function skip(rule: LoadtestRule, { route }: ProbedRoute, why: string): ProbeResult {
  return { checks: [], skipped: [{ rule, route, why }] };
}

/** Why a route is skipped of which {@link isLimited} is true. */
export const overLimit = 'its keys were over their limit already';

/** True when requests were refused that were to stay below every limit: too few keys, or used before. */
export function isLimited({ replies }: Burst): boolean {
  return replies.some(({ status }) => status === 429);
}

/** A result of this check alone. */
export function found(check: LoadtestCheck): ProbeResult {
  return { checks: [check], skipped: [] };
}

/** A check with the runbook of its rule. */
export function checkOf(
  rule: LoadtestRule,
  route: RouteName,
  rest: Pick<LoadtestCheck, 'outcome' | 'limit' | 'observed' | 'message'>,
): LoadtestCheck {
  return { rule, route, phase: null, runbook: `runbooks/${rule}.md`, ...rest };
}

/** Statuses with how often each came: `38 answered 200, 2 not answered`. */
export function statusText(replies: readonly BurstReply[]): string {
  const counts = new Map<string, number>();
  for (const { status } of replies) {
    const text = status === null ? 'not answered' : `answered ${status}`;
    counts.set(text, (counts.get(text) ?? 0) + 1);
  }
  return [...counts].map(([text, count]) => `${count} ${text}`).join(', ') || 'none was sent';
}
