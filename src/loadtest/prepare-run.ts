import { diagnosticsHeader } from '../contracts/server-env.js';
import { CatopsError } from '../platform/errors.js';
import { buildPlan } from './build-plan.js';
import { coldPathsOf } from './cold-paths.js';
import { feedSize } from './feed.js';
import { fillFeeds } from './fill-feeds.js';
import { type Inventory, readInventory } from './inventory.js';
import { keysNeeded, refuseLimitedLoad } from './key-limits.js';
import type { LoadPlan } from './load-plan.js';
import { openApiName, readOpenApi } from './open-api-place.js';
import { isUsedUp, refuseLargeRequests, refuseShortFeeds } from './plan-limits.js';
import { probeKeysOf } from './probes/key-ring.js';
import { dealPhase, measuredRequests, type PhaseDeal } from './route-shares.js';
import type { RunLoadtestDeps, RunLoadtestInput } from './run-input.js';
import { scalePhases, secondsOf } from './scale-phases.js';
import type { Scenario, ScenarioFile } from './scenario.js';
import { sharedHeaders } from './shared-headers.js';
import { turnsToAskAll, type Variant, variantCount, variantsOf } from './variants.js';
import { waitUntilKnown } from './wait-until-known.js';

/** All that is known before the first request of the load. */
export interface PreparedRun {
  /** Null when the target answers 5xx and cannot say what it serves. */
  readonly inventory: Inventory | null;
  readonly plan: LoadPlan;
  /** How each route of the plan is asked. */
  readonly variants: readonly (readonly Variant[])[];
  /** Keys that the load does not use. */
  readonly probeKeys: readonly string[];
  readonly coverageMinimum: number;
  readonly coldPaths: ReadonlyMap<string, number>;
}

/** Asks the target what the load needs to know, and refuses a load that could not be evidence. */
export async function prepareRun(
  deps: RunLoadtestDeps,
  input: RunLoadtestInput,
  signal: AbortSignal,
): Promise<PreparedRun> {
  const { scenario: file } = input;
  const { scenario } = file;
  const inventory = await readTarget(deps, input, signal);
  checkExcuses(file, inventory);
  const phases = scalePhases(scenario.phases, input.durationSeconds);
  const estimated = deal(scenario, phases, estimateVariants(scenario));
  const needed = keysNeeded(file, estimated, inventory);
  const own = probeKeysOf(scenario);
  const issued = scenario.keys ?? (await deps.keys.issue(needed + own));
  if (scenario.keys === null) await waitUntilKnown(deps, deps.keys.known, issued, signal);
  // What the load can do without, the probes have to themselves.
  const ofLoad = issued.length - Math.max(0, Math.min(own, issued.length - needed));
  const keys = issued.slice(0, ofLoad);
  refuseLimitedLoad(file, estimated, inventory, keys.length);
  const headers = {
    ...sharedHeaders(scenario),
    ...(input.diagnosticsToken === null ? {} : { [diagnosticsHeader]: input.diagnosticsToken }),
  };
  const [first] = keys;
  const asking = first === undefined ? headers : { ...headers, 'x-api-key': first };
  const feeds = await fillFeeds(deps.target, file, asking, signal);
  refuseLargeRequests(file, feeds);
  const variants = scenario.routes.map((route) => variantsOf(route, scenario, feeds));
  const warming = scenario.routes.map((route, index) =>
    isUsedUp(route, scenario) ? 1 : turnsToAskAll(variants[index] ?? []),
  );
  const deals = deal(scenario, phases, warming);
  refuseShortFeeds(file, feeds, deals);
  const { url } = input.target;
  return {
    inventory,
    variants,
    probeKeys: issued.slice(ofLoad),
    plan: buildPlan({
      ...{ url, routes: scenario.routes, variants, deals, headers, keys },
      share: input.shard,
      verifyTls: scenario.verifyTls,
    }),
    coverageMinimum: reachableCoverage(input, deals, phases),
    coldPaths: coldPathsOf(scenario.routes, variants, deals),
  };
}

async function readTarget(
  deps: RunLoadtestDeps,
  input: RunLoadtestInput,
  signal: AbortSignal,
): Promise<Inventory | null> {
  const { openApi } = input.scenario.scenario;
  const name = openApiName(openApi, input.target.url);
  const reply = await readOpenApi(deps.target, openApi, { signal });
  if (reply.status >= 500) return null;
  if (reply.status === 200) return readInventory(reply.text, name);
  // A load that covers nothing need not know what there is.
  if (input.scenario.scenario.coverageMinimum === 0) return null;
  throw new CatopsError(
    'target-not-an-api',
    `${name} answered ${reply.status}, so it is not known which routes there are.`,
    { hint: 'Say in the scenario where its OpenAPI document is: openapi: /path' },
  );
}

function checkExcuses({ scenario, locate }: ScenarioFile, inventory: Inventory | null): void {
  for (const [index, { route }] of scenario.excuse.entries()) {
    if (inventory === null || inventory.has(route)) continue;
    throw new CatopsError(
      'scenario-invalid',
      `${locate(['excuse', index, 'route'])} excuse[${index}].route: the API has no route "${route}".`,
    );
  }
}

function deal(
  scenario: Scenario,
  phases: Scenario['phases'],
  variants: readonly number[],
): PhaseDeal[] {
  return phases.map((phase) => dealPhase(phase, scenario.routes, variants));
}

function estimateVariants(scenario: Scenario): number[] {
  const sizes = Object.entries(scenario.feeds).map(
    ([name, feed]) => [name, feedSize(feed) ?? 1] as const,
  );
  return scenario.routes.map((route) => variantCount(route, scenario, Object.fromEntries(sizes)));
}

// A run shortened by hand needs fewer replies in the same proportion; a scenario that could never
// reach its own minimum is a mistake in the scenario.
function reachableCoverage(
  { scenario: file, durationSeconds }: RunLoadtestInput,
  deals: readonly PhaseDeal[],
  phases: Scenario['phases'],
): number {
  const { scenario, locate } = file;
  const full = secondsOf(scenario.phases.filter(({ measured }) => measured));
  const share = Math.min(1, secondsOf(phases.filter(({ measured }) => measured)) / full);
  if (scenario.coverageMinimum === 0) return 0;
  const minimum = Math.max(1, Math.floor(scenario.coverageMinimum * share));
  const closed = phases.some(({ measured, rate }) => measured && rate === null);
  const short = scenario.routes.find((_, index) => measuredRequests(deals, index) < minimum);
  if (durationSeconds !== null || closed || short === undefined) return minimum;
  throw new CatopsError(
    'scenario-invalid',
    `${locate(['routes', short.route])} ${short.route}: the measured phases send it fewer than ${minimum} requests, the minimum of coverage.`,
    { hint: 'Raise its weight, the rates or the durations.' },
  );
}
