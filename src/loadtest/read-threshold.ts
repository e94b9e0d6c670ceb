import { parseDuration } from '../platform/duration.js';
import { parseThreshold, ThresholdFault } from './parse-threshold.js';
import { samplesNeeded } from './percentile.js';
import { requestsOf } from './rate.js';
import type { Scenario, ScenarioPath, ScenarioPhase, ScenarioThreshold } from './scenario.js';
import type { ScenarioFault } from './scenario-fault.js';
import type { ScenarioContent } from './scenario-schema.js';

/** A threshold, or none when it cannot be read; what is wrong is added to `faults`. */
export function readThreshold(
  entry: ScenarioContent['thresholds'][number],
  index: number,
  faults: ScenarioFault[],
): readonly ScenarioThreshold[] {
  const {
    expr,
    level,
    abortAfter = undefined,
  } = typeof entry === 'string' ? { expr: entry, level: 'fail' as const } : entry;
  const at: ScenarioPath = ['thresholds', index, ...(typeof entry === 'string' ? [] : ['expr'])];
  try {
    const threshold = parseThreshold(expr);
    const abortAfterSeconds = abortAfter === undefined ? null : secondsOf(abortAfter);
    const read = { text: expr.trim(), threshold, level, abortAfterSeconds, at };
    const fault = abortAfter === undefined ? null : abortFault(read, abortAfter);
    if (fault !== null) faults.push({ path: ['thresholds', index, 'abortAfter'], message: fault });
    return [read];
  } catch (error) {
    if (!(error instanceof ThresholdFault)) throw error;
    faults.push({ path: at, message: error.message, offset: error.offset });
    return [];
  }
}

function secondsOf(text: string): number | null {
  const ms = parseDuration(text);
  return ms === undefined || ms < 1000 ? null : ms / 1000;
}

function abortFault(
  { threshold, level, abortAfterSeconds }: Omit<ScenarioThreshold, 'at'>,
  written: string,
): string | null {
  if (abortAfterSeconds === null) return `"${written}" is not a time such as 5s, of at least 1s`;
  if (level === 'warn') return 'what only warns cannot stop the load';
  const { kind } = threshold.metric;
  return kind === 'errors'
    ? null
    : `only errors are watched while the load runs, not ${threshold.metricText}`;
}

/** Adds thresholds that could never be decided by this scenario to `faults`. */
export function checkThreshold(
  scenario: Pick<Scenario, 'routes' | 'phases'>,
  { threshold, level, at }: ScenarioThreshold,
  faults: ScenarioFault[],
): void {
  const routes: readonly string[] = scenario.routes.map(({ route }) => route);
  const phases = scenario.phases.filter((p) => p.measured).map((p) => p.name);
  let known = true;
  for (const [label, names] of [
    ['route', routes],
    ['phase', phases],
  ] as const) {
    const value = threshold[label];
    if (value === null || value === '*' || names.includes(value)) continue;
    known = false;
    faults.push({
      path: at,
      message: `no ${label === 'phase' ? 'measured phase' : 'route'} of this scenario is "${value}"; known are ${names.join(', ')}`,
      offset: threshold.offsets[label],
    });
  }
  const { metric } = threshold;
  if (metric.kind === 'achieved' && threshold.route !== null) {
    const message = 'achieved is of whole phases: leave out the route';
    faults.push({ path: at, message, offset: threshold.offsets.route });
  }
  // A warning without evidence is told after the run.
  if (!known || level === 'warn' || !('percentile' in metric)) return;
  const most = mostSamples(scenario, threshold);
  const needed = samplesNeeded(metric.percentile);
  if (most !== null && most < needed) {
    const message = `p${metric.percentile} needs ${needed} samples, and the phases send ${most}: a longer phase, a higher rate or a lower percentile can be decided`;
    faults.push({ path: at, message });
  }
}

/** Most samples that the least of the looks of a threshold can have; null when nobody knows. */
function mostSamples(
  { routes, phases }: Pick<Scenario, 'routes' | 'phases'>,
  { route, phase }: ScenarioThreshold['threshold'],
): number | null {
  const weights = routes.reduce((sum, { weight }) => sum + weight, 0);
  const shares = routes
    .filter((each) => route === '*' || each.route === route)
    .map(({ weight }) => weight / weights);
  const share = route === null ? 1 : Math.min(...shares);
  const measured = phases.filter((each) => each.measured);
  if (phase === '*') return least(measured.map((each) => requests([each], share)));
  return requests(
    measured.filter(({ name }) => phase === null || name === phase),
    share,
  );
}

function requests(phases: readonly ScenarioPhase[], share: number): number | null {
  const sent = phases.map(({ rate, seconds }) => rate && requestsOf(rate, seconds));
  if (sent.includes(null)) return null;
  return Math.round(share * sent.reduce<number>((sum, count) => sum + (count ?? 0), 0));
}

function least(counts: readonly (number | null)[]): number | null {
  const known = counts.filter((count) => count !== null);
  return known.length === 0 ? null : Math.min(...known);
}
