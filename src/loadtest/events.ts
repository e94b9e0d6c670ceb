import type { LoadtestRule } from '../contracts/loadtest-report.js';
import type { RouteName } from '../contracts/route-policy.js';
import type { Rate } from './rate.js';

/** One phase, as it is announced. */
export interface PhaseOutline {
  readonly phase: string;
  /** False for a warm-up: its figures are not in the report. */
  readonly measured: boolean;
  readonly seconds: number;
  /** Requests a second of an open phase; null in a closed one. */
  readonly rate: Rate | null;
  /** Sockets of a closed phase, which omits waiting; null in an open one. */
  readonly connections: number | null;
}

/** What the generator tells while it runs. Numbers are of the current phase. */
export type LoadEvent =
  | ({
      readonly type: 'phase-start';
      /** From 0. */
      readonly index: number;
      readonly phases: number;
    } & PhaseOutline)
  /** About four a second. */
  | ({ readonly type: 'progress' } & PhaseProgress)
  | ({ readonly type: 'phase-end' } & PhaseProgress);

export interface PhaseProgress {
  readonly phase: string;
  readonly index: number;
  readonly elapsedSeconds: number;
  readonly sent: number;
  readonly answered: number;
  /** Unexpected statuses, lost and timed out. */
  readonly errors: number;
  /** Latency of expected answers so far, milliseconds; null before the first. */
  readonly p50Ms: number | null;
  readonly p95Ms: number | null;
  readonly routes: readonly RouteProgress[];
}

export interface RouteProgress {
  readonly route: RouteName;
  readonly sent: number;
  readonly answered: number;
  readonly errors: number;
  /** Slowest answer as expected or time-out since the progress before, milliseconds; null for none. */
  readonly slowestMs: number | null;
}

/** Everything `runLoadtest` tells while it runs; the live view and the plain log draw from these. */
export type LoadtestEvent =
  /** Waiting for `/health/ready` of an API that was just started. */
  | { readonly type: 'waiting'; readonly url: string }
  /** The plan stands; the load starts now. */
  | {
      readonly type: 'planned';
      readonly scenario: string;
      readonly url: string;
      readonly phases: readonly PhaseOutline[];
      readonly routes: readonly RouteName[];
      /** Keys the load is spread over; 0 sends without a key. */
      readonly keys: number;
      /** Seconds of all phases together. */
      readonly seconds: number;
      /** Requests of all phases together; null when a closed phase leaves it open. */
      readonly requests: number | null;
    }
  | LoadEvent
  /** The load is over; requests of its own are sent for a rule. */
  | { readonly type: 'probing'; readonly rule: LoadtestRule }
  /** The rules are judged. */
  | { readonly type: 'judging' };
