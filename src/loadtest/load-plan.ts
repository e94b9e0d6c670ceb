import type { RouteName } from '../contracts/route-policy.js';
import type { Rate } from './rate.js';
import type { ReplyCheck } from './reply-check.js';
import type { Variant } from './variants.js';

/** All that is sent, as plain data: it crosses to the generator's thread. Holds secrets. */
export interface LoadPlan {
  /** Base URL of the target without a trailing slash. */
  readonly url: string;
  readonly routes: readonly PlannedRoute[];
  /** Headers of every request. */
  readonly headers: Readonly<Record<string, string>>;
  /** Sent as `x-api-key` in turn; empty sends none. */
  readonly keys: readonly string[];
  readonly phases: readonly PlannedPhase[];
  /** A request without an answer after this long is timed out, milliseconds; at least 2000. */
  readonly timeoutMs: number;
  /** False takes any certificate of the target. */
  readonly verifyTls: boolean;
  /** Without any answer for this long, the target is down and the rest is not sent; milliseconds. */
  readonly giveUpMs: number;
  /** The part of the plan that is sent here. */
  readonly share: PlanShare;
}

/**
 * Every `total`-th request of the plan, from the one at `index`: all shares together send exactly
 * the whole plan, as evenly as one sender would. The whole plan is `{ index: 0, total: 1 }`.
 */
export interface PlanShare {
  /** From 0, below `total`. */
  readonly index: number;
  readonly total: number;
}

export interface PlannedRoute {
  readonly route: RouteName;
  readonly method: string;
  readonly expectedStatus: number;
  /** What an answer with that status must hold besides; absent takes any. */
  readonly check?: ReplyCheck;
  /** What it is asked with, in turn; never empty. */
  readonly variants: readonly Variant[];
}

export interface PlannedPhase {
  readonly name: string;
  readonly measured: boolean;
  /** Whole seconds. */
  readonly seconds: number;
  /** Requests a second of an open phase, sent when they are due; null in a closed one. */
  readonly rate: Rate | null;
  /** Sockets of a closed phase, each asking again as soon as it is answered; null in an open one. */
  readonly connections: number | null;
  /** Requests by route: of the whole of an open phase; of each round of a closed one. */
  readonly counts: readonly number[];
}

/** One request of the plan. */
export interface PlannedRequest {
  /** Index into {@link LoadPlan.routes}. */
  readonly route: number;
  /** Index into the route's variants. */
  readonly variant: number;
  /** Index into {@link LoadPlan.keys}; null sends no key. */
  readonly key: number | null;
}
