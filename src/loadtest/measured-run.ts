import type { LoadtestCheck } from '../contracts/loadtest-report.js';
import type { RunTarget, Shard } from '../contracts/loadtest-run.js';
import type { PhaseOutline } from './events.js';
import type { Inventory } from './inventory.js';
import type { LoadMeasurement } from './ports.js';
import type { ScenarioFile } from './scenario.js';

/** A load that was sent, with all that a verdict on it depends on. */
export interface MeasuredRun {
  readonly scenario: ScenarioFile;
  /** Null for the whole load. */
  readonly shard: Shard | null;
  readonly target: RunTarget;
  /** ISO 8601, UTC. */
  readonly startedAt: string;
  /** When the first phase began, milliseconds since the epoch. */
  readonly loadStartedAt: number;
  /** Null when the target answered 5xx and could not say what it serves. */
  readonly inventory: Inventory | null;
  /** True when the target was asked to tell cache outcome and query count. */
  readonly diagnostics: boolean;
  /** What was to be sent, by all shards together. */
  readonly planned: readonly PhaseOutline[];
  /** Replies a route needs to be covered, by all shards together. */
  readonly coverageMinimum: number;
  /** Paths of each route that the warm-up did not ask for. */
  readonly coldPaths: ReadonlyMap<string, number>;
  readonly measurement: LoadMeasurement;
  /** What was found beside the load, by probes; of shards one has it. */
  readonly probed: readonly LoadtestCheck[];
  /** The threshold for which the load was stopped before its end, or null. */
  readonly stopped: LoadtestCheck | null;
  /** True when it was stopped by hand: there is no verdict then. */
  readonly interrupted: boolean;
  /** Reasons beside the measurement itself why nothing of it can be believed. */
  readonly faults: readonly string[];
  /** Reasons beside the measurement itself why its times cannot be believed; counts can. */
  readonly untimed: readonly string[];
  /** What a reader should know of it, without a change of the verdict. */
  readonly doubts: readonly string[];
}
