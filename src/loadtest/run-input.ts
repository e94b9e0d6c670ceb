import type { LoadtestCheck } from '../contracts/loadtest-report.js';
import type { Shard } from '../contracts/loadtest-run.js';
import type { RouteName } from '../contracts/route-policy.js';
import type { Clock } from '../platform/host.js';
import type { MeasuredRun } from './measured-run.js';
import type { LoadGenerator, LoadKeys, TargetReader } from './ports.js';
import type { BurstSender } from './probes/ports.js';
import type { ScenarioFile } from './scenario.js';

export interface RunLoadtestDeps {
  readonly clock: Clock;
  readonly generator: LoadGenerator;
  readonly keys: LoadKeys;
  /** The API under test, by its public URL. */
  readonly target: TargetReader;
  /** Its private port with `/metrics`; null when it is not known. */
  readonly metrics: TargetReader | null;
  /** Sends what the rules about crowds look at. */
  readonly burst: BurstSender;
  /** Compares the API with a base after its load; null where there is none. */
  readonly compare: ((signal: AbortSignal) => Promise<readonly LoadtestCheck[]>) | null;
  /**
   * Stores what was measured, before it is judged; null keeps nothing. A disk that is full is no
   * reason to lose the verdict: what it throws as CatopsError becomes a doubt of the report.
   */
  readonly keep: ((run: MeasuredRun) => Promise<void>) | null;
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
  /** Sends this part of the load only; null sends all of it. */
  readonly shard: Shard | null;
  /** When the load is to begin, milliseconds since the epoch; null, or a moment past, is at once. */
  readonly startAt: number | null;
}
