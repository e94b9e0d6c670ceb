import type { ScenarioPath } from './scenario.js';

/** One thing wrong in a scenario. */
export interface ScenarioFault {
  readonly path: ScenarioPath;
  readonly message: string;
  /** Characters into the text at `path`. */
  readonly offset?: number;
}
