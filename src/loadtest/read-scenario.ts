import type * as z from 'zod';
import type { RouteName } from '../contracts/route-policy.js';
import { parseDuration } from '../platform/duration.js';
import { caps } from './caps.js';
import { checkReferences } from './check-references.js';
import { openApiPlace } from './open-api-place.js';
import { highestRate, parseRate, peakOf, requestsOf } from './rate.js';
import { checkUnique, readFeeds } from './read-feed.js';
import { checkHeaders } from './read-headers.js';
import { checkRoute, readRoute } from './read-route.js';
import { checkThreshold, readThreshold } from './read-threshold.js';
import { secondsOf } from './scale-phases.js';
import type { Scenario, ScenarioPhase } from './scenario.js';
import type { ScenarioFault } from './scenario-fault.js';
import { type ScenarioContent, scenarioSchema } from './scenario-schema.js';

export type { ScenarioFault } from './scenario-fault.js';

/** Checks the plain data of a scenario file; all faults are found, in the order of the file. */
export function readScenario(
  value: unknown,
): { readonly scenario: Scenario } | { readonly faults: readonly ScenarioFault[] } {
  const faults = checkReferences(value);
  const parsed = scenarioSchema.safeParse(value);
  if (!parsed.success) return { faults: [...faults, ...parsed.error.issues.flatMap(faultsOf)] };
  const content = parsed.data;
  const scenario: Scenario = {
    name: content.name,
    description: content.description,
    openApi: openApiPlace(content.openapi),
    headers: content.headers,
    keys: content.keys === undefined ? null : [content.keys].flat(),
    verifyTls: content.tls.verify,
    feeds: readFeeds(content.feeds, faults),
    routes: Object.entries(content.routes).map(([route, r]) => readRoute(route, r)),
    excuse: content.excuse.map(({ route, reason }) => ({ route: route as RouteName, reason })),
    phases: content.phases.map((phase, index) => phaseOf(phase, index, faults)),
    thresholds: content.thresholds.flatMap((entry, index) => readThreshold(entry, index, faults)),
    rules: content.rules,
    coverageMinimum: content.coverage.minimum,
  };
  checkWhole(scenario, faults);
  return faults.length > 0 ? { faults } : { scenario };
}

function faultsOf(issue: z.core.$ZodIssue): ScenarioFault[] {
  const path = issue.path.map((step) => (typeof step === 'number' ? step : String(step)));
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({ path: [...path, key], message: 'unknown key' }));
  }
  if (issue.code === 'invalid_key') {
    return [{ path, message: issue.issues[0]?.message ?? issue.message }];
  }
  // No other value of a YAML file reads as undefined.
  if (issue.code === 'invalid_type' && / undefined$/.test(issue.message)) {
    return [{ path, message: 'it is missing' }];
  }
  return [{ path, message: lowerFirst(issue.message) }];
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}

const longestPhaseSeconds = 3600;

function phaseOf(
  phase: ScenarioContent['phases'][number],
  index: number,
  faults: ScenarioFault[],
): ScenarioPhase {
  const at = ['phases', index];
  if ((phase.rate === undefined) === (phase.connections === undefined)) {
    faults.push({ path: at, message: 'a phase needs either rate or connections' });
  }
  const rate = phase.rate === undefined ? null : parseRate(phase.rate);
  if (rate !== null && peakOf(rate) > highestRate) {
    faults.push({ path: [...at, 'rate'], message: `must be at most ${highestRate}/s` });
  }
  const seconds = (parseDuration(phase.for) ?? 0) / 1000;
  if (!Number.isInteger(seconds) || seconds < 1 || seconds > longestPhaseSeconds) {
    const message = `"${phase.for}" is not a duration of whole seconds such as 4s, from 1s to 1h`;
    faults.push({ path: [...at, 'for'], message });
  }
  const connections = phase.connections ?? null;
  return { name: phase.name, measured: phase.measure, seconds, rate, connections };
}

function checkWhole(scenario: Scenario, faults: ScenarioFault[]): void {
  const phases = scenario.phases.map((phase) => phase.name);
  for (const [index, phase] of phases.entries()) {
    if (phases.indexOf(phase) !== index) {
      faults.push({ path: ['phases', index, 'name'], message: `phase "${phase}" is there twice` });
    }
  }
  if (!scenario.phases.some((phase) => phase.measured)) {
    faults.push({ path: ['phases'], message: 'no phase is measured' });
  }
  checkSize(scenario, faults);
  if (scenario.routes.length === 0)
    faults.push({ path: ['routes'], message: 'no route is listed' });
  checkHeaders(scenario.headers, ['headers'], Object.keys(scenario.feeds), faults);
  for (const route of scenario.routes) checkRoute(route, scenario, faults);
  checkUnique(scenario, faults);
  for (const threshold of scenario.thresholds) checkThreshold(scenario, threshold, faults);
}

function checkSize({ phases }: Scenario, faults: ScenarioFault[]): void {
  const seconds = secondsOf(phases);
  if (seconds > caps.runSeconds) {
    const message = `they take ${seconds} s together; a run takes at most ${caps.runSeconds} s`;
    faults.push({ path: ['phases'], message });
  }
  const requests = phases.reduce(
    (sum, phase) => sum + (phase.rate === null ? 0 : requestsOf(phase.rate, phase.seconds)),
    0,
  );
  if (requests > caps.runRequests) {
    const message = `they send ${requests} requests together; a run sends at most ${caps.runRequests}`;
    faults.push({ path: ['phases'], message });
  }
}
