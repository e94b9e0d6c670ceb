import type { ScenarioSource } from './ports.js';
import { requestsOf } from './rate.js';
import { secondsOf } from './scale-phases.js';
import type { Scenario } from './scenario.js';
import type { PlacedFault } from './scenario-fault.js';

/** What a valid scenario would do. */
export interface ScenarioSummary {
  readonly name: string;
  readonly routes: number;
  readonly excused: number;
  readonly phases: number;
  /** Of all phases together. */
  readonly seconds: number;
  /** Of all phases together; null when a closed phase leaves it open. */
  readonly requests: number | null;
  readonly thresholds: number;
}

/** One scenario, read and not run. */
export interface ValidatedScenario {
  readonly file: string;
  readonly valid: boolean;
  readonly faults: readonly PlacedFault[];
  /** Variables of the environment that a run needs and that are not set here: no fault. */
  readonly missing: readonly string[];
  /** Null when the scenario could not be read. */
  readonly summary: ScenarioSummary | null;
}

/** Checks the scenarios named, or all there are; nothing is sent. */
export async function validateScenarios(
  source: Pick<ScenarioSource, 'names' | 'inspect'>,
  named: readonly string[],
): Promise<readonly ValidatedScenario[]> {
  const validated: ValidatedScenario[] = [];
  for (const name of named.length > 0 ? named : await source.names()) {
    const { file, scenario, faults, missing } = await source.inspect(name);
    const summary = scenario === null ? null : summaryOf(scenario);
    validated.push({ file, valid: faults.length === 0, faults, missing, summary });
  }
  return validated;
}

function summaryOf({ name, routes, excuse, phases, thresholds }: Scenario): ScenarioSummary {
  const requests = phases.reduce<number | null>(
    (sum, { rate, seconds }) =>
      sum === null || rate === null ? null : sum + requestsOf(rate, seconds),
    0,
  );
  return {
    name,
    routes: routes.length,
    excused: excuse.length,
    phases: phases.length,
    seconds: secondsOf(phases),
    requests,
    thresholds: thresholds.length,
  };
}
