import type { LoadtestRule } from '../contracts/loadtest-report.js';
import type { RouteName } from '../contracts/route-policy.js';
import type { Feed } from './feed.js';
import type { OpenApiPlace } from './open-api-place.js';
import type { Rate } from './rate.js';
import type { ReplyCheck } from './reply-check.js';
import type { PlacedFault, ScenarioFault } from './scenario-fault.js';
import type { Threshold } from './threshold.js';

/** A scenario as its file says it, checked for itself but not yet against a target. */
export interface Scenario {
  readonly name: string;
  readonly description: string;
  readonly openApi: OpenApiPlace;
  /** Sent with every request; a route's own go before them. */
  readonly headers: Readonly<Record<string, string>>;
  /** Sent as `x-api-key` in turn; null takes those that are had for the target. */
  readonly keys: readonly string[] | null;
  /** Values that requests are made of, by feed name. */
  readonly feeds: Readonly<Record<string, Feed>>;
  /** False takes any certificate of a target with https. */
  readonly verifyTls: boolean;
  readonly routes: readonly ScenarioRoute[];
  /** Routes that need no coverage, each with its reason. */
  readonly excuse: readonly Excuse[];
  readonly phases: readonly ScenarioPhase[];
  readonly thresholds: readonly ScenarioThreshold[];
  /** Rules to spend requests on, beside those that judge every run by its load alone. */
  readonly rules: readonly LoadtestRule[];
  /** Measured expected answers every operation of the API needs; 0 looks at no coverage. */
  readonly coverageMinimum: number;
}

export interface ScenarioRoute {
  readonly route: RouteName;
  readonly weight: number;
  /** Text by path parameter; a parameter not named here takes the feed of its own name. */
  readonly params: Readonly<Record<string, string>>;
  /** Query values. In both, `{feed}` is replaced by values of that feed, as in headers and body. */
  readonly query: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: ScenarioBody | null;
  readonly expectedStatus: number;
  /** What an answer with that status must hold; null takes any. */
  readonly check: ReplyCheck | null;
  /** Overrides the budget the route declares; null takes the declared one. */
  readonly dbQueriesPerRequest: number | null;
}

/** What a request carries: plain data to be sent as JSON, or text. */
export type ScenarioBody =
  | { readonly kind: 'json'; readonly value: unknown; readonly type: string }
  | { readonly kind: 'text'; readonly value: string; readonly type: string };

export interface Excuse {
  readonly route: RouteName;
  readonly reason: string;
}

export interface ScenarioPhase {
  readonly name: string;
  readonly measured: boolean;
  readonly seconds: number;
  /** Requests a second when open, sockets when closed: exactly one is not null. */
  readonly rate: Rate | null;
  readonly connections: number | null;
}

export interface ScenarioThreshold {
  readonly text: string;
  readonly threshold: Threshold;
  /** A `warn` never changes the verdict. */
  readonly level: 'fail' | 'warn';
  /** Seconds it may be broken before the load is stopped; null lets the run come to its end. */
  readonly abortAfterSeconds: number | null;
  /** Where its text stands. */
  readonly at: ScenarioPath;
}

/** Where in a scenario something stands, such as `['phases', 1, 'rate']`. */
export type ScenarioPath = readonly (string | number)[];

/** A scenario and the file it came from. */
export interface ScenarioFile {
  readonly file: string;
  readonly scenario: Scenario;
  /** The text of the file; what it takes from the environment is not in it. */
  readonly text: string;
  /** SHA-256 of the text, hexadecimal. */
  readonly hash: string;
  /** Values of the environment in the scenario, never to be shown; none before it is filled. */
  readonly secrets: readonly string[];
  /** Where a fault stands in the file. */
  place(fault: ScenarioFault): PlacedFault;
  /** `file:line:column` of a path; `offset` counts characters into a text there. */
  locate(path: ScenarioPath, offset?: number): string;
}
