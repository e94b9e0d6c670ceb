import type { RouteName } from '../../contracts/route-policy.js';

/** A first scenario, before it is written down. */
export interface Draft {
  /** Sent with every request, the value a reference to the environment. */
  readonly headers: Readonly<Record<string, string>>;
  readonly feeds: readonly DraftFeed[];
  readonly routes: readonly DraftRoute[];
  readonly excused: readonly { readonly route: RouteName; readonly reason: string }[];
}

/** Values that a list of the API gives. */
export interface DraftFeed {
  readonly name: string;
  readonly get: string;
  readonly field: string;
  readonly count: number;
}

/** How a route is asked. */
export interface DraftRoute {
  readonly route: RouteName;
  readonly path: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string>>;
  readonly body: { readonly type: string; readonly example: unknown } | null;
  readonly status: number;
}

/** Who a load test is: a value of the environment in a header. */
export interface DraftLogin {
  readonly header: string;
  readonly prefix: string;
  /** The variable that holds the value. */
  readonly variable: string;
}

/** Asks the API for a path once; null when it does not answer. */
export type AskApi = (path: string) => Promise<{ status: number; text: string } | null>;
