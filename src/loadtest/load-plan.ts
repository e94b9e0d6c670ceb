import type { RouteName } from '../contracts/route-policy.js';

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
}

export interface PlannedRoute {
  readonly route: RouteName;
  readonly method: string;
  readonly expectedStatus: number;
}

export interface PlannedPhase {
  readonly name: string;
  readonly measured: boolean;
  /** Whole seconds. */
  readonly seconds: number;
  /** Requests a second of an open phase, sent when they are due; null in a closed one. */
  readonly rate: number | null;
  /** Requests of each connection in order, repeated from the start when they run out. */
  readonly decks: readonly (readonly PlannedRequest[])[];
}

export interface PlannedRequest {
  /** Index into {@link LoadPlan.routes}. */
  readonly route: number;
  /** Path and query. */
  readonly path: string;
  /** Index into {@link LoadPlan.keys}; null sends no key. */
  readonly key: number | null;
}
