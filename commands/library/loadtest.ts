import type { LoadtestReport } from '../../src/contracts/loadtest-report.js';

export type {
  LoadtestCheck,
  LoadtestFinding,
  LoadtestReport,
  LoadtestRoute,
} from '../../src/contracts/loadtest-report.js';
export { type LoadtestMatchers, loadtestMatchers } from './matchers.js';

/** What a scenario file says, as an object; the README has all its keys. */
export interface LoadtestScenario {
  readonly name?: string;
  /** By route, `GET /v1/breeds/{breed_id}`; null takes every default. */
  readonly routes: Readonly<Record<string, Readonly<Record<string, unknown>> | null>>;
  /** One second of warm-up at 50/s, then two seconds at 100/s, when not said. */
  readonly phases?: readonly Readonly<Record<string, unknown>>[];
  readonly thresholds?: readonly (string | Readonly<Record<string, unknown>>)[];
  readonly [key: string]: unknown;
}

export interface LoadtestOptions {
  /** Base URL of an API that runs, such as `http://127.0.0.1:3000`. */
  readonly url: string;
  /** The path of a scenario file, or what one says. */
  readonly scenario: string | LoadtestScenario;
  /** Sent as `x-api-key` in turn; without one no key is sent. */
  readonly keys?: readonly string[];
  /** Opens `Server-Timing` of a cat API, which tells queries and cache hits. */
  readonly diagnosticsToken?: string;
  /** Hosts that may be put under load beside this machine. */
  readonly allowHosts?: readonly string[];
  /** Seconds of all measured phases together; as the scenario says when not given. */
  readonly seconds?: number;
  /** Stops the load; the report then says `interrupted`. */
  readonly signal?: AbortSignal;
}

/**
 * Puts an API under the load of a scenario and answers the report of `catops loadtest --json`.
 * Rejects with an error that has a `code` when there is nothing to report: `scenario-invalid`,
 * `target-unreachable`, `target-not-an-api`, `usage-invalid`.
 */
export async function loadtest(options: LoadtestOptions): Promise<LoadtestReport> {
  const [{ runFromLibrary }, { ambientHost }] = await Promise.all([
    import('../kit/library-wiring.js'),
    import('../../src/platform/node-host.js'),
  ]);
  return runFromLibrary(options, ambientHost(), new URL('./', import.meta.url));
}
