import type { Clock } from '../platform/host.js';
import type { Actor, Severity } from './entry.js';
import type { ChangeSource, Chat, Ids, OnCall, PublicBoard, Tracker } from './ports.js';
import type { IncidentStore } from './store.js';

/** A target as set up: ready, or why it is not. Opened when first used, so the page waits on none. */
export type Configured<T> =
  | { readonly kind: 'ready'; readonly name: string; open(): Promise<T> }
  | {
      readonly kind: 'absent';
      /** `off`: nobody asked for it. `credential`: wanted, and something is missing. */
      readonly why: 'off' | 'credential';
      readonly reason: string;
      readonly hint: string;
    };

export interface Targets {
  readonly onCall: Configured<OnCall>;
  readonly chat: Configured<Chat>;
  readonly board: Configured<Tracker>;
  readonly publicBoard: Configured<PublicBoard>;
}

/** What the configuration decides. */
export interface IncidentPolicy {
  readonly service: string;
  /** Who runs the command, and where he or she is. */
  readonly actor: Actor;
  readonly tz: string;
  readonly practice: boolean;
  /** Whether a severity wakes somebody. */
  readonly page: Readonly<Record<Severity, boolean>>;
  /** Minutes between updates; null: none are due. */
  readonly updateEveryMinutes: Readonly<Record<Severity, number | null>>;
  /** How long a command works on deliveries before it leaves the rest queued. */
  readonly foregroundMs: number;
  /** How long a call may take, as the adapters are set up; no vendor is asked again before that. */
  readonly requestTimeoutMs: number;
  /** Listings of vendors may lag: between the two looks that make "not there" believed. */
  readonly lookAgainMs: number;
  /** Values that must never be recorded or sent, beside the known shapes of tokens. */
  readonly secrets: readonly string[];
}

/** What every use-case of incidents needs. */
export interface IncidentDeps {
  readonly store: IncidentStore;
  readonly targets: Targets;
  readonly changes: readonly ChangeSource[];
  readonly clock: Clock;
  readonly ids: Ids;
  readonly policy: IncidentPolicy;
}

/** The policy of a service that has set nothing. */
export const defaultPage: IncidentPolicy['page'] = {
  sev1: true,
  sev2: true,
  sev3: false,
  sev4: false,
};

/** 30, 60 and 240 minutes; nobody waits for updates of a sev4. */
export const defaultUpdateEveryMinutes: IncidentPolicy['updateEveryMinutes'] = {
  sev1: 30,
  sev2: 60,
  sev3: 240,
  sev4: null,
};

/** 10 seconds, of which the page has the first. */
export const defaultForegroundMs = 10_000;

/** 8 seconds for a call, and 5 between two looks. */
export const defaultWaits = { requestTimeoutMs: 8000, lookAgainMs: 5000 } as const;
