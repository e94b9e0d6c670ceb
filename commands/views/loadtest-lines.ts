import type { LoadtestEvent, PhaseOutline, PhaseProgress } from '../../src/loadtest/events.js';
import { describeRate } from '../../src/loadtest/rate.js';

/** An event as one plain line, or undefined when a log needs none. */
export function describeEvent(event: LoadtestEvent): string | undefined {
  switch (event.type) {
    case 'waiting':
      return `Waiting for ${event.url} to be ready …`;
    case 'planned':
      return describePlan(event);
    case 'phase-start':
      return `Phase ${event.index + 1}/${event.phases} ${describePhase(event)} …`;
    case 'phase-end':
      return `  ${describeCounts(event)}`;
    case 'probing':
      return `Looking at ${event.rule} …`;
    case 'judging':
      return 'Judging …';
    case 'progress':
      return undefined;
  }
}

/** `steady · 100/s for 4 s`, and `not measured` for a warm-up. */
export function describePhase({
  phase,
  rate,
  connections,
  seconds,
  measured,
}: PhaseOutline): string {
  const load = rate === null ? `${connections} connections` : describeRate(rate);
  return `${phase} · ${load} for ${seconds} s${measured ? '' : ' · not measured'}`;
}

/** `sent 400 · answered 400 · errors 0 · p50 1.2 ms · p95 4.0 ms` */
export function describeCounts({ sent, answered, errors, p50Ms, p95Ms }: PhaseProgress): string {
  const counts = `sent ${sent} · answered ${answered} · errors ${errors}`;
  return `${counts} · p50 ${milliseconds(p50Ms)} · p95 ${milliseconds(p95Ms)}`;
}

function describePlan(plan: Extract<LoadtestEvent, { type: 'planned' }>): string {
  const total = plan.requests === null ? '' : `, ${plan.requests} requests`;
  const keys = plan.keys === 0 ? 'without a key' : counted(plan.keys, 'key');
  const routes = counted(plan.routes.length, 'route');
  return `Scenario ${plan.scenario} on ${plan.url}: ${routes}, ${plan.seconds} s${total}, ${keys}`;
}

function milliseconds(value: number | null): string {
  return value === null ? '—' : `${value.toFixed(1)} ms`;
}

/** `1 key`, `2 keys`. */
export function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}
