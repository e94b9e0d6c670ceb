import type { LoadtestFinding } from '../../contracts/loadtest-report.js';
import type { Inventory } from '../inventory.js';
import type { LoadGenerator, PhaseMeasurement } from '../ports.js';
import type { Scenario } from '../scenario.js';

/** All that the rules judge by. */
export interface Evidence {
  readonly scenario: Scenario;
  /** Null when the target could not say what it serves. */
  readonly inventory: Inventory | null;
  /** Measured phases only. */
  readonly phases: readonly PhaseMeasurement[];
  /** Requests every measured open phase was to send, by phase. */
  readonly plannedByPhase: ReadonlyMap<string, number>;
  /** Phases whose time measurements are no evidence. */
  readonly untimed: ReadonlySet<string>;
  /** Replies a route needs to be covered: the scenario's minimum, less in a shortened run. */
  readonly coverageMinimum: number;
  /** Paths of each route that the warm-up did not ask for, so that they had to be fetched once. */
  readonly coldPaths: ReadonlyMap<string, number>;
  /** True when the target was asked to tell cache outcome and query count. */
  readonly diagnostics: boolean;
  readonly merge: LoadGenerator['merge'];
}

/** What a rule found. */
export interface Judgement {
  readonly failures: readonly LoadtestFinding[];
  readonly warnings: readonly LoadtestFinding[];
  /** Why a rule that could fail the run cannot be decided: then there is no verdict. */
  readonly undecided: readonly string[];
  /** What a reader should know of the evidence, without a change of the verdict. */
  readonly remarks: readonly string[];
}

/** A judgement without anything in it but what is given. */
export function judgement(parts: Partial<Judgement>): Judgement {
  return { failures: [], warnings: [], undecided: [], remarks: [], ...parts };
}
