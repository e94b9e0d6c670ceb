import type { LoadtestCheck } from '../contracts/loadtest-report.js';
import type { RouteName } from '../contracts/route-policy.js';
import { formatShare } from '../presentation/figures.js';
import type { LoadtestEvent, PhaseProgress } from './events.js';
import type { Scenario, ScenarioThreshold } from './scenario.js';
import { holds } from './threshold.js';

/** Watches a load as it is sent, and says when it has to be stopped. */
export interface AbortWatch {
  /** To be shown every event of the load. */
  see(event: LoadtestEvent): void;
  /** The threshold that was broken for too long, or null. */
  readonly broken: LoadtestCheck | null;
}

interface Counts {
  readonly at: number;
  readonly sent: number;
  readonly errors: number;
}

/**
 * Watches thresholds with `abortAfter: N`: once the last N seconds of a phase by themselves break
 * one, `stop` is called, once. A warm-up is watched too: a target can be down from the start.
 */
export function createAbortWatch(scenario: Scenario, stop: () => void): AbortWatch {
  const looks = scenario.thresholds
    .filter(({ abortAfterSeconds }) => abortAfterSeconds !== null)
    .flatMap((rule) => routesOf(rule, scenario).map((route) => ({ rule, route })));
  let history = looks.map((): Counts[] => []);
  let broken: LoadtestCheck | null = null;

  const look = (progress: PhaseProgress): void => {
    for (const [index, { rule, route }] of looks.entries()) {
      if (broken !== null || !isAbout(rule, progress.phase)) continue;
      const counts = history[index] ?? [];
      counts.push(countsOf(progress, route));
      broken = judge(rule, route, counts, progress);
      if (broken !== null) stop();
    }
  };
  return {
    see: (event) => {
      if (event.type === 'phase-start') history = looks.map(() => []);
      if (event.type === 'progress') look(event);
    },
    get broken() {
      return broken;
    },
  };
}

function routesOf({ threshold }: ScenarioThreshold, { routes }: Scenario): (string | null)[] {
  return threshold.route === '*' ? routes.map(({ route }) => route) : [threshold.route];
}

function isAbout({ threshold }: ScenarioThreshold, phase: string): boolean {
  return threshold.phase === null || threshold.phase === '*' || threshold.phase === phase;
}

function countsOf(progress: PhaseProgress, route: string | null): Counts {
  const parts = progress.routes.filter((part) => route === null || part.route === route);
  const sum = (value: (part: PhaseProgress['routes'][number]) => number): number =>
    parts.reduce((total, part) => total + value(part), 0);
  return {
    at: progress.elapsedSeconds,
    sent: sum((part) => part.sent),
    errors: sum((part) => part.errors),
  };
}

function judge(
  { threshold, abortAfterSeconds }: ScenarioThreshold,
  route: string | null,
  counts: Counts[],
  { phase, elapsedSeconds }: PhaseProgress,
): LoadtestCheck | null {
  const seconds = abortAfterSeconds ?? 0;
  if (elapsedSeconds < seconds) return null;
  // The last look that is as old as the window, or the start of the phase.
  while (counts[1] && counts[1].at <= elapsedSeconds - seconds) counts.shift();
  const [from] = counts[0] && counts[0].at <= elapsedSeconds - seconds ? counts : [start];
  const to = counts.at(-1) ?? start;
  const sent = to.sent - (from?.sent ?? 0);
  const errors = to.errors - (from?.errors ?? 0);
  if (sent === 0 || threshold.metric.kind !== 'errors') return null;
  const value = threshold.metric.as === 'count' ? errors : Math.min(1, errors / sent);
  if (holds(value, threshold.comparison, threshold.limit)) return null;
  const observed = threshold.metric.as === 'count' ? String(errors) : formatShare(value);
  const limit = `${threshold.comparison} ${threshold.limitText}`;
  return {
    rule: 'threshold',
    route: route as RouteName | null,
    phase,
    outcome: 'fail',
    limit: `${threshold.metricText} ${limit} over ${seconds} s`,
    observed: `${observed} over ${seconds} s`,
    message: `errors of ${route ?? 'all routes together'} were ${observed} over ${seconds} s of phase ${phase}, which breaks the limit ${limit}, so the load was stopped after ${Math.round(elapsedSeconds)} s of that phase.`,
    runbook: null,
  };
}

const start: Counts = { at: 0, sent: 0, errors: 0 };
