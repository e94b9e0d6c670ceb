import type { RouteName } from '../contracts/route-policy.js';
import type { Clock } from '../platform/host.js';
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
    /** Why an API that was started for this run is gone already; null otherwise. */
    died(): string | null;
    /** Lessons switched off. */
    readonly uncached: readonly RouteName[];
  };
  /** Opens `Server-Timing`; null when not known. */
  readonly diagnosticsToken: string | null;
  /** Seconds of all measured phases together, at least 1; null leaves them as the scenario says. */
  readonly durationSeconds: number | null;
}
