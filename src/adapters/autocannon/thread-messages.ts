import type { RouteProgress } from '../../loadtest/events.js';
import type { GeneratorHealth } from '../../loadtest/ports.js';
import type { EncodedMeter } from './meter.js';

/** One phase as a thread of the generator hands it over. */
export interface EncodedPhase extends EncodedMeter {
  readonly phase: string;
  readonly measured: boolean;
  readonly seconds: number;
  readonly complete: boolean;
  readonly health: GeneratorHealth;
  /** Why the rest was not sent, or null. */
  readonly gaveUp: string | null;
}

/** What a thread has done of the current phase so far. */
export interface ThreadProgress {
  readonly routes: readonly RouteProgress[];
  /** Latency of expected answers: a base64 histogram. */
  readonly latency: string;
}

/** From a thread of the generator. */
export type ThreadMessage =
  | { readonly type: 'ready' }
  | { readonly type: 'progress'; readonly progress: ThreadProgress }
  | { readonly type: 'phase'; readonly phase: EncodedPhase };

/** To a thread of the generator: the next phase, or an end to the current one. */
export type ThreadCommand =
  | { readonly type: 'phase'; readonly index: number }
  | { readonly type: 'stop' };
