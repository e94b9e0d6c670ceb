import type { LoadPlan, PlannedPhase, PlannedRequest } from '../../loadtest/load-plan.js';
import type { Endpoint } from './connection.js';
import type { Meter } from './meter.js';

/** What one phase is sent with. */
export interface PhaseContext {
  readonly plan: LoadPlan;
  readonly phase: PlannedPhase;
  readonly endpoint: Endpoint;
  readonly meter: Meter;
  /** `performance.now()` when the phase began. */
  readonly start: number;
  /** The next request of the phase. */
  readonly deal: () => PlannedRequest;
  readonly write: (request: PlannedRequest) => Buffer;
  readonly signal: AbortSignal;
}
