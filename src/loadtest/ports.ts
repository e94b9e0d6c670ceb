import type { EncodedDistribution } from '../contracts/loadtest-run.js';
import type { RouteName } from '../contracts/route-policy.js';
import type { LoadEvent } from './events.js';
import type { LoadPlan } from './load-plan.js';
import type { Scenario, ScenarioFile } from './scenario.js';
import type { PlacedFault } from './scenario-fault.js';

/** Durations of one kind, microseconds. */
export interface Distribution {
  readonly count: number;
  /** Of all values; 0 of none. */
  readonly mean: number;
  /** Smallest recorded value that a share `quantile` (0–1) of all values does not exceed. */
  valueAtQuantile(quantile: number): number;
}

/** A distribution as plain data, and from it again: nothing is lost. */
export interface DistributionCodec {
  encode(distribution: Distribution): EncodedDistribution;
  decode(encoded: EncodedDistribution): Distribution;
}

/** Sends the planned load and measures it. */
export interface LoadGenerator {
  /**
   * Runs every phase of the plan in order, bounded by the plan in time and count. Never throws for
   * what the target or the generator does: a crash is `crashed`, and what was measured until then
   * is kept. An aborted signal stops it soon, and the part that was measured is returned.
   */
  run(
    plan: LoadPlan,
    onEvent: (event: LoadEvent) => void,
    signal: AbortSignal,
  ): Promise<LoadMeasurement>;
  /** All values of all parts as one distribution: percentiles are never averaged. */
  merge(parts: readonly Distribution[]): Distribution;
}

/** What a run of the generator measured. */
export interface LoadMeasurement {
  /** In order; the last may be incomplete when the run was stopped or crashed. */
  readonly phases: readonly PhaseMeasurement[];
  /** Why the generator died, or null. */
  readonly crashed: string | null;
  /** Why the target was given up on before the end of the plan, or null. */
  readonly gaveUp: string | null;
}

/** `sent = answered + lost + discarded + timeouts + inFlight`, or the measurement is broken. */
export interface PhaseMeasurement extends Balance {
  readonly phase: string;
  readonly measured: boolean;
  /** Seconds in which its requests were due. */
  readonly seconds: number;
  /** False when it was stopped before its end. */
  readonly complete: boolean;
  /** Answers that nothing had asked for. */
  readonly unmatched: number;
  readonly reconnects: number;
  readonly routes: readonly RouteMeasurement[];
  readonly health: GeneratorHealth;
}

interface Balance {
  readonly sent: number;
  readonly answered: number;
  readonly lost: number;
  /** Written where no answer could come: the generator's doing, not the server's. */
  readonly discarded: number;
  readonly timeouts: number;
  readonly inFlight: number;
}

/** What one phase measured of one route. */
export interface RouteMeasurement extends Balance {
  readonly route: RouteName;
  /** Answers by status code. */
  readonly statuses: Readonly<Record<string, number>>;
  /** Answers as the scenario expects them. */
  readonly expected: number;
  /** Answers with the expected status, and other headers or another body. */
  readonly mismatched: number;
  /** Response time of expected answers and time-outs, from when the request was due. */
  readonly latency: Distribution;
  /** The same from when the request was sent. */
  readonly serviceTime: Distribution;
  /** Expected answers that told their cache outcome, and how many of these came from the cache. */
  readonly cacheTold: number;
  readonly cacheServed: number;
  /** Expected answers that told their query count, and the sum of these counts. */
  readonly queriesTold: number;
  readonly queries: number;
  /** In order; a second in which nothing was due is left out. */
  readonly seconds: readonly SecondMeasurement[];
}

/** What became of the requests of one route that were due in one second of a phase. */
export interface SecondMeasurement {
  /** Whole seconds from the start of the phase. In a closed phase a request is due when it is sent. */
  readonly second: number;
  readonly sent: number;
  readonly answered: number;
  /** Unexpected statuses, lost and timed out. */
  readonly errors: number;
  /** As {@link RouteMeasurement.latency}. */
  readonly latency: Distribution;
}

/** Whether the generator itself was fit to measure time. */
export interface GeneratorHealth {
  /** 99th percentile of how late the generator's event loop was, milliseconds. */
  readonly loopDelayP99Ms: number;
  /** Share 0–1 of the time in which the generator's thread was busy. */
  readonly busyShare: number;
  /** Share 0–1 of CPU time the hypervisor gave to others; null where the system does not say. */
  readonly stealShare: number | null;
  /**
   * Share 0–1 of CPU time that other programs took, which are neither this one nor started by it;
   * null where the system does not say.
   */
  readonly foreignShare: number | null;
  /** Requests a second that one thread was to send at most; null where it sent as answers came. */
  readonly pacedRate: number | null;
}

/** Reads the target over HTTP, outside of the load. */
export interface TargetReader {
  /**
   * One GET, bounded in time and size. Any status is an answer; no answer at all is a CatopsError
   * `target-unreachable`.
   */
  get(
    path: string,
    options?: { headers?: Readonly<Record<string, string>>; signal?: AbortSignal },
  ): Promise<TargetReply>;
}

export interface TargetReply {
  readonly status: number;
  readonly text: string;
}

/** Keys the load is sent with, so that the API is measured and not its rate limiter. */
export interface LoadKeys {
  /** As many keys as can be had, at most `count`; empty when the load is to go without a key. */
  issue(count: number): Promise<readonly string[]>;
  /** A path that the target refuses with 401 until it knows a key; not set where it knows them all. */
  readonly known?: string | undefined;
}

/** Files of stored runs, as text. */
export interface RunFiles {
  /** CatopsError `run-file-invalid` when there is none, or none that can be read. */
  read(file: string): Promise<string>;
  /** Replaces the file as a whole. CatopsError `local-store-unwritable` when it cannot. */
  write(file: string, text: string): Promise<void>;
}

/** Reads the text of a scenario; `file` is its name in messages. Throws `scenario-invalid`. */
export type ParseScenario = (text: string, file: string) => ScenarioFile;

/** The scenario files. */
export interface ScenarioSource {
  /** A scenario by its name in `loadtests/`, or by path. Faults are CatopsError `scenario-invalid`. */
  load(nameOrPath: string): Promise<ScenarioFile>;
  /**
   * The scenario with the values of its feeds' files and of the environment, ready for a run. What
   * is not there, or no value, is CatopsError `scenario-invalid`.
   */
  fill(file: ScenarioFile): Promise<ScenarioFile>;
  /** Names of all scenarios, in order. */
  names(): Promise<readonly string[]>;
  /** Everything that is wrong with a scenario; one that is not there is `scenario-invalid`. */
  inspect(nameOrPath: string): Promise<ScenarioCheckup>;
}

/** What was found out about a scenario by reading it and its files. */
export interface ScenarioCheckup {
  readonly file: string;
  /** Null when it is not even read. */
  readonly scenario: Scenario | null;
  readonly faults: readonly PlacedFault[];
  /** Variables of the environment that a run needs and that are not set here. */
  readonly missing: readonly string[];
}

/** Where new scenarios are written, and what they are made from. */
export interface ScenarioWriter {
  readonly parse: ParseScenario;
  /** Plain data of JSON or YAML. CatopsError `target-not-an-api` when it is neither. */
  dataOf(text: string, source: string): unknown;
  /** The text of a file, and its name as seen from the scenarios. CatopsError `usage-invalid`. */
  readDocument(file: string): Promise<{ readonly text: string; readonly fromScenarios: string }>;
  /**
   * Writes files by name, all or none: one that is there already is CatopsError `usage-invalid`.
   * `always` are those that may be there. Answers with what was written.
   */
  write(
    name: string,
    files: ReadonlyMap<string, string>,
    always: ReadonlyMap<string, string>,
  ): Promise<readonly string[]>;
}
