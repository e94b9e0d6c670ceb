import { divideAbove } from './divide.js';
import type { ScenarioPhase } from './scenario.js';

/**
 * The phases with the measured ones taking `seconds` together, each at least one second. The warm-up
 * stays: caches fill no faster because a run is short.
 */
export function scalePhases(
  phases: readonly ScenarioPhase[],
  seconds: number | null,
): readonly ScenarioPhase[] {
  if (seconds === null) return phases;
  const measured = phases.filter((phase) => phase.measured);
  const total = Math.max(Math.round(seconds), measured.length);
  const parts = divideAbove(
    total,
    measured.map((phase) => phase.seconds),
    measured.map(() => 1),
  );
  return phases.map((phase) =>
    phase.measured ? { ...phase, seconds: parts[measured.indexOf(phase)] ?? 1 } : phase,
  );
}

/** Seconds of the phases together. */
export function secondsOf(phases: readonly { readonly seconds: number }[]): number {
  return phases.reduce((sum, phase) => sum + phase.seconds, 0);
}
