import type { LoadEvent } from '../../loadtest/events.js';
import type { GeneratorHealth } from '../../loadtest/ports.js';
import type { EncodedMeter } from './meter.js';

/** One phase as the generator's thread hands it over. */
export interface EncodedPhase extends EncodedMeter {
  readonly phase: string;
  readonly measured: boolean;
  readonly seconds: number;
  readonly complete: boolean;
  readonly health: GeneratorHealth;
}

/** From the generator's thread; `done` is the last. */
export type ThreadMessage =
  | { readonly type: 'event'; readonly event: LoadEvent }
  | { readonly type: 'phase'; readonly phase: EncodedPhase }
  | { readonly type: 'done' };

/** To the generator's thread. */
export type ThreadCommand = { readonly type: 'stop' };
