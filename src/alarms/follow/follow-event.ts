import type { CatopsError } from '../../platform/errors.js';
import type { Alarm, StateChange } from '../alarm.js';

/** A change of state, as it is told: each once. */
export interface ToldChange {
  /** Counts the changes told, from 1. */
  readonly seq: number;
  readonly change: StateChange;
  /** Where it was seen: history says so, or (where history lags or is silent) the state alone. */
  readonly source: 'history' | 'state';
  /** The alarm at the last look; null when it is gone. */
  readonly alarm: Alarm | null;
  /** How long it had been in the state before, milliseconds; null when that is not known. */
  readonly lastedMs: number | null;
  /** What ran at the last look, such as `0.1.0+4faa961`; null when nobody knows. */
  readonly release: string | null;
}

/** What happens while alarms are followed, as it happens. Times are ISO 8601, UTC, of the service. */
export type FollowEvent =
  /** The first look: every alarm asked for. */
  | {
      readonly kind: 'standing';
      readonly alarms: readonly Alarm[];
      readonly at: string;
      /** Whether somebody judges them. */
      readonly watched: boolean;
    }
  | { readonly kind: 'changed'; readonly told: ToldChange }
  | { readonly kind: 'added'; readonly alarm: Alarm; readonly at: string }
  | { readonly kind: 'removed'; readonly name: string; readonly at: string }
  /** A look is over; the next begins in so many milliseconds. */
  | {
      readonly kind: 'looked';
      readonly alarms: readonly Alarm[];
      readonly at: string;
      readonly calls: number;
      readonly nextInMs: number;
    }
  /** Asked too often; said once until the old pace is kept again for a while. */
  | { readonly kind: 'slowed'; readonly error: CatopsError; readonly everyMs: number }
  | { readonly kind: 'regained'; readonly everyMs: number }
  /** Nobody answers; said once. */
  | { readonly kind: 'lost'; readonly error: CatopsError }
  | { readonly kind: 'found'; readonly afterMs: number }
  /** Credentials are refused; tried again for so long, then following ends. */
  | { readonly kind: 'refused'; readonly error: CatopsError; readonly forMs: number }
  /** Nobody judges the alarms any more, or somebody does again; each said once. */
  | { readonly kind: 'unwatched' }
  | { readonly kind: 'watched' }
  /** The place to go on from could not be kept; said once. */
  | { readonly kind: 'cursor-failed'; readonly error: CatopsError }
  /** So that a collector tells quiet from dead; `at` is this machine's clock. */
  | {
      readonly kind: 'heartbeat';
      readonly at: string;
      readonly answered: boolean;
      readonly watched: boolean;
    };

export type OnFollowEvent = (event: FollowEvent) => void;

/** How following ended. */
export interface FollowEnd {
  /** `over`: the time asked for; `stopped`: Ctrl-C; `refused`: credentials, for too long. */
  readonly why: 'over' | 'stopped' | 'refused';
  readonly error: CatopsError | null;
  readonly changes: number;
  readonly looks: number;
  readonly calls: number;
}
