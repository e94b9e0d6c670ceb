import type { LoadtestReport } from '../contracts/loadtest-report.js';
import type { RouteName } from '../contracts/route-policy.js';
import type { Clock } from '../platform/host.js';
import type { LoadtestEvent } from './events.js';
import type { LoadGenerator, LoadKeys, TargetReader } from './ports.js';
import type { ScenarioFile } from './scenario.js';

export interface RunLoadtestDeps {
  readonly clock: Clock;
  readonly generator: LoadGenerator;
  readonly keys: LoadKeys;
  /** The API under test, by its public URL. */
  readonly target: TargetReader;
  /** Its private port with `/metrics`; null when it is not known. */
  readonly metrics: TargetReader | null;
}

export interface RunLoadtestInput {
  readonly scenario: ScenarioFile;
  readonly target: {
    /** Base URL without a trailing slash. */
    readonly url: string;
    /** True when it was started for this run: then its readiness is waited for. */
    readonly started: boolean;
    /** Lessons switched off. */
    readonly uncached: readonly RouteName[];
  };
  /** Opens `Server-Timing`; null when not known. */
  readonly diagnosticsToken: string | null;
  /** Seconds of all measured phases together, at least 1; null leaves them as the scenario says. */
  readonly durationSeconds: number | null;
}

/**
 * Reads what the API says of itself, sends the scenario's load, and judges by thresholds, coverage
 * and uncached routes. Throws CatopsError `scenario-invalid` before anything is sent when scenario
 * and API do not fit, `target-unreachable` when nothing ever answers, `target-not-an-api` when what
 * answers has no OpenAPI document.
 */
export async function runLoadtest(
  _deps: RunLoadtestDeps,
  _input: RunLoadtestInput,
  _onEvent: (event: LoadtestEvent) => void,
  _signal: AbortSignal,
): Promise<LoadtestReport> {
  throw new Error('not built yet');
}
