import { formatMs, formatShare } from '../presentation/figures.js';
import type { LoadMeasurement, PhaseMeasurement } from './ports.js';

const leastAchieved = 0.95;
const mostInFlight = 0.05;
const mostLoopDelayMs = 20;
const mostBusyShare = 0.85;
const mostStealShare = 0.25;

/** Whether a measurement is evidence. */
export interface Validity {
  /** Reasons why nothing of it can be believed. */
  readonly broken: readonly string[];
  /** Phases whose times cannot be believed; counts can: noise does not move them. */
  readonly untimed: ReadonlySet<string>;
  readonly remarks: readonly string[];
}

/** Checks the measurement itself: its sums, its rate, and the health of the generator. */
export function checkValidity(
  measurement: LoadMeasurement,
  plannedByPhase: ReadonlyMap<string, number>,
): Validity {
  const broken = measurement.phases.flatMap(brokenSums);
  if (measurement.crashed !== null) {
    broken.unshift(`The load generator died: ${measurement.crashed}.`);
  }
  const untimed = new Set<string>();
  const remarks: string[] = [];
  for (const phase of measurement.phases.filter(({ measured }) => measured)) {
    const planned = plannedByPhase.get(phase.phase);
    if (planned === undefined) {
      remarks.push(
        `Phase ${phase.phase} is closed: its times leave out the waiting of who comes next.`,
      );
    }
    const reasons = timingFaults(phase, planned);
    if (reasons.length === 0) continue;
    untimed.add(phase.phase);
    remarks.push(
      `Times of phase ${phase.phase} are no evidence, counts are: ${reasons.join('; ')}.`,
    );
  }
  return { broken, untimed, remarks };
}

function brokenSums(phase: PhaseMeasurement): string[] {
  const faults: string[] = [];
  const known = phase.answered + phase.lost + phase.discarded + phase.timeouts + phase.inFlight;
  if (known !== phase.sent) {
    faults.push(
      `The counts of phase ${phase.phase} do not add up: ${phase.sent} sent, ${known} accounted for.`,
    );
  }
  if (phase.unmatched > 0) {
    faults.push(`Phase ${phase.phase} had ${phase.unmatched} answers that nothing had asked for.`);
  }
  return faults;
}

function timingFaults(phase: PhaseMeasurement, planned: number | undefined): string[] {
  const { loopDelayP99Ms, busyShare, stealShare } = phase.health;
  const faults: string[] = [];
  if (phase.complete && planned !== undefined && phase.sent < planned * leastAchieved) {
    faults.push(`only ${phase.sent} of ${planned} planned requests were sent`);
  }
  if (phase.complete && phase.inFlight > phase.sent * mostInFlight) {
    faults.push(`${phase.inFlight} of ${phase.sent} requests had no answer when it ended`);
  }
  if (loopDelayP99Ms >= mostLoopDelayMs) {
    faults.push(`the generator itself was late by ${formatMs(loopDelayP99Ms)} (p99)`);
  }
  if (busyShare >= mostBusyShare) {
    faults.push(`the generator was busy ${formatShare(busyShare)} of the time`);
  }
  if (stealShare !== null && stealShare >= mostStealShare) {
    faults.push(`${formatShare(stealShare)} of the machine's CPU time went to others`);
  }
  return faults;
}
