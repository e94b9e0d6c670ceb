import type { LoadtestCheck } from '../../contracts/loadtest-report.js';
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
  /** When the run began, milliseconds since the epoch. */
  readonly at: number;
  readonly merge: LoadGenerator['merge'];
}

/** What a rule found. */
export interface Judgement {
  readonly checks: readonly LoadtestCheck[];
  /** Why there is no verdict where nothing failed; empty when all that can fail is decided. */
  readonly undecided: readonly string[];
  /** What a reader should know of the evidence, without a change of the verdict. */
  readonly remarks: readonly string[];
}

/** A judgement without anything in it but what is given. */
export function judgement(parts: Partial<Judgement>): Judgement {
  return { checks: [], undecided: [], remarks: [], ...parts };
}

/** A judgement that says of each undecided check why it is, and nothing else. */
export function judgementOf(checks: readonly LoadtestCheck[]): Judgement {
  const undecided = checks.filter(({ outcome }) => outcome === 'undecided');
  return judgement({ checks, undecided: undecided.map(({ message }) => message) });
}

/** Several judgements as one, in order. */
export function joined(parts: readonly Judgement[]): Judgement {
  return {
    checks: parts.flatMap(({ checks }) => checks),
    undecided: parts.flatMap(({ undecided }) => undecided),
    remarks: parts.flatMap(({ remarks }) => remarks),
  };
}

/** The same checks without an outcome, for one reason that is told elsewhere. */
export function withoutOutcome(
  checks: readonly LoadtestCheck[],
  reason: string,
): readonly LoadtestCheck[] {
  return checks.map((check) => ({
    ...check,
    outcome: 'undecided',
    observed: null,
    message: reason,
  }));
}
