import type { LoadtestCheck } from '../../contracts/loadtest-report.js';
import type { RouteName } from '../../contracts/route-policy.js';
import { poolOf } from '../pool.js';
import type { ScenarioThreshold } from '../scenario.js';
import type { Threshold } from '../threshold.js';
import { type Evidence, type Judgement, joined, judgement, judgementOf } from './evidence.js';
import { type Observation, observe } from './observe.js';

/** One look of a threshold: a route (or all pooled) in a phase (or all pooled). */
interface Look {
  readonly route: string | null;
  readonly phase: string | null;
  readonly observation: Observation;
}

/** Judges every threshold of the scenario; one that saw nothing never passes. */
export function judgeThresholds(evidence: Evidence): Judgement {
  return joined(
    evidence.scenario.thresholds.flatMap((rule) =>
      looksOf(rule, evidence).map((look) => judgeLook(rule, look, evidence)),
    ),
  );
}

function judgeLook(rule: ScenarioThreshold, look: Look, evidence: Evidence): Judgement {
  const { observation } = look;
  const check = checkOf(rule, look, evidence);
  if (observation.kind !== 'no-data') return judgementOf([check]);
  const text = `${rule.text}${placeOf(rule, look)} cannot be decided: ${observation.why}.`;
  if (rule.level === 'fail') return judgement({ checks: [check], undecided: [text] });
  return judgement({ checks: [check], remarks: observation.known ? [] : [text] });
}

function looksOf({ threshold }: ScenarioThreshold, evidence: Evidence): Look[] {
  const routes =
    threshold.route === '*'
      ? evidence.scenario.routes.map(({ route }) => route)
      : [threshold.route];
  const names = evidence.phases.map(({ phase }) => phase);
  const phases = threshold.phase === '*' ? names : [threshold.phase];
  return routes.flatMap((route) =>
    phases.map((phase) => {
      const seen = evidence.phases.filter((part) => phase === null || part.phase === phase);
      return { route, phase, observation: observe(threshold, route, seen, evidence) };
    }),
  );
}

// Where a `*` made one rule into many, which of them this is.
function placeOf({ threshold }: ScenarioThreshold, { route, phase }: Look): string {
  const places = [threshold.route === '*' ? route : null, threshold.phase === '*' ? phase : null];
  const named = places.filter((place) => place !== null);
  return named.length === 0 ? '' : ` (${named.join(', ')})`;
}

function checkOf(rule: ScenarioThreshold, look: Look, evidence: Evidence): LoadtestCheck {
  const { threshold } = rule;
  const { observation } = look;
  const policy = look.route === null ? null : evidence.inventory?.get(look.route as RouteName);
  return {
    rule: 'threshold',
    route: look.route as RouteName | null,
    phase: look.phase,
    outcome: outcomeOf(rule, observation),
    limit: `${threshold.metricText} ${threshold.comparison} ${threshold.limitText}`,
    observed: observation.kind === 'no-data' ? null : observation.text,
    message: messageOf(threshold, look, evidence),
    runbook:
      policy && threshold.metric.kind === 'db-queries-per-request'
        ? `runbooks/${policy.runbook}.md`
        : null,
  };
}

function outcomeOf({ level }: ScenarioThreshold, { kind }: Observation): LoadtestCheck['outcome'] {
  if (kind === 'held') return 'pass';
  if (level === 'warn' || kind === 'unsure') return 'warn';
  return kind === 'broken' ? 'fail' : 'undecided';
}

const verbs = { held: 'keeps', unsure: 'is too close to', broken: 'breaks' } as const;

function messageOf(threshold: Threshold, look: Look, evidence: Evidence): string {
  const where = look.route ?? 'all routes together';
  const what = `${threshold.metricText} of ${where}${look.phase === null ? '' : ` in phase ${look.phase}`}`;
  const { observation } = look;
  if (observation.kind === 'no-data') return `${what} is not known: ${observation.why}.`;
  const note = observation.kind === 'held' ? '' : failureNote(threshold, look.route, evidence);
  return `${what} is ${observation.text}, which ${verbs[observation.kind]} the limit ${threshold.comparison} ${threshold.limitText}${note}.`;
}

// Why requests failed, where the threshold is about failing; refusals by the limiter look like a
// broken API, so what they are is said.
function failureNote({ metricText }: Threshold, route: string | null, evidence: Evidence): string {
  if (metricText !== 'errors') return '';
  const pool = poolOf(evidence.phases, route, evidence.merge);
  const reasons = unexpectedStatuses(route, evidence).map(
    ([status, count]) => `${count} answered ${status}${status === '429' ? ', the rate limit' : ''}`,
  );
  if (pool.mismatched > 0) {
    reasons.push(`${pool.mismatched} answered with other headers or another body than expected`);
  }
  if (pool.lost > 0) reasons.push(`${pool.lost} lost`);
  if (pool.timeouts > 0) reasons.push(`${pool.timeouts} timed out`);
  return reasons.length === 0 ? '' : `: ${reasons.join(', ')}`;
}

// A route may be expected to answer what of another route is a failure, such as 404.
function unexpectedStatuses(
  route: string | null,
  { scenario, phases, merge }: Evidence,
): [status: string, count: number][] {
  const counts = new Map<string, number>();
  for (const { route: name, expectedStatus } of scenario.routes) {
    if (route !== null && route !== name) continue;
    for (const [status, count] of Object.entries(poolOf(phases, name, merge).statuses)) {
      if (Number(status) === expectedStatus) continue;
      counts.set(status, (counts.get(status) ?? 0) + count);
    }
  }
  return [...counts].sort(([a], [b]) => Number(a) - Number(b));
}
