import type { ScenarioSource } from '../../loadtest/ports.js';

/** Scenario files of a directory (`loadtests/`), by name or by path relative to `cwd`. */
export function createScenarioSource(_options: {
  readonly directory: string;
  readonly cwd: string;
}): ScenarioSource {
  throw new Error('not built yet');
}
