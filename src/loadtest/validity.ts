import { formatMs, formatShare } from '../presentation/figures.js';
import type { PhaseOutline } from './events.js';
import type { LoadMeasurement, PhaseMeasurement } from './ports.js';
import { requestsOf } from './rate.js';

const leastAchieved = 0.95;
const fewestTimed = 100;
const mostOffLittle = 0.2;
const mostInFlight = 0.05;
const mostLoopDelayMs = 20;
const mostBusyShare = 0.85;
const mostStealShare = 0.25;
const mostForeignShare = 0.25;
/**
 * Up to here times were held against the truth, on servers that freeze, close, reset and drop: section
 * "Load tests: the truth about latency" of runbooks/proofs.md.
 */
const shownRate = 500;

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
  planned: readonly PhaseOutline[],
  {
    foreign,
  }: { /** False where the target itself may be a foreign program. */ readonly foreign: boolean },
): Validity {
  const broken = measurement.phases.flatMap(brokenSums);
  if (measurement.crashed !== null) {
    broken.unshift(`The load generator died: ${measurement.crashed}.`);
  }
  const untimed = new Set<string>();
  const remarks: string[] = [];
  for (const phase of measurement.phases.filter(({ measured }) => measured)) {
    const outline = planned.find(({ phase: name }) => name === phase.phase);
    if (outline?.rate === null) {
      remarks.push(
        `Phase ${phase.phase} is closed: its times leave out the waiting of who comes next.`,
      );
    }
    const reasons = [
      ...(outline ? loadFaults(phase, outline) : []),
      ...healthFaults(phase, foreign),
    ];
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
  for (const { route, statuses, answered } of phase.routes) {
    const told = Object.values(statuses).reduce((sum, count) => sum + count, 0);
    if (told === answered) continue;
    faults.push(
      `The counts of ${route} in phase ${phase.phase} do not add up: ${answered} answers, ${told} by status.`,
    );
  }
  if (phase.unmatched > 0) {
    faults.push(`Phase ${phase.phase} had ${phase.unmatched} answers that nothing had asked for.`);
  }
  return faults;
}

function loadFaults(
  phase: PhaseMeasurement,
  { rate, connections, seconds }: PhaseOutline,
): string[] {
  if (!phase.complete) return [];
  const faults: string[] = [];
  const planned = rate === null ? 0 : requestsOf(rate, seconds);
  if (phase.sent < planned * leastAchieved) {
    faults.push(`only ${phase.sent} of ${planned} planned requests were sent`);
  }
  if (phase.inFlight > phase.sent * mostInFlight) {
    faults.push(`${phase.inFlight} of ${phase.sent} requests had no answer when it ended`);
  }
  const busy = connections === null ? null : busyConnections(phase);
  if (busy !== null && connections !== null && Math.abs(busy / connections - 1) > mostOffLittle) {
    faults.push(
      `rate and times speak of ${busy.toFixed(1)} busy connections where there were ${connections}`,
    );
  }
  return faults;
}

// Little's law: what is under way is the rate times the time each takes, and in a closed phase every
// connection is always under way. Null where much was not timed.
function busyConnections({ routes, sent, inFlight, seconds }: PhaseMeasurement): number | null {
  const timed = routes.reduce((sum, { serviceTime }) => sum + serviceTime.count, 0);
  if (timed < fewestTimed || timed + inFlight < sent * leastAchieved) return null;
  const totalUs = routes.reduce((sum, { serviceTime: { count, mean } }) => sum + count * mean, 0);
  // Those without an answer yet have been under way for half of their time.
  return (totalUs * (1 + inFlight / 2 / timed)) / 1e6 / seconds;
}

function healthFaults(
  { health: { loopDelayP99Ms, busyShare, stealShare, foreignShare, pacedRate } }: PhaseMeasurement,
  foreign: boolean,
): string[] {
  const faults: string[] = [];
  if (loopDelayP99Ms >= mostLoopDelayMs) {
    faults.push(`the generator itself was late by ${formatMs(loopDelayP99Ms)} (p99)`);
  }
  if (pacedRate !== null && pacedRate > shownRate) {
    faults.push(
      `${Math.round(pacedRate)} requests a second from one thread are more than the ${shownRate} up to which times are known to be true: use --threads or --shard`,
    );
  }
  if (busyShare >= mostBusyShare) {
    faults.push(`the generator was busy ${formatShare(busyShare)} of the time`);
  }
  if (stealShare !== null && stealShare >= mostStealShare) {
    faults.push(`${formatShare(stealShare)} of the machine's CPU time went to other machines`);
  }
  if (foreign && foreignShare !== null && foreignShare >= mostForeignShare) {
    faults.push(`other programs took ${formatShare(foreignShare)} of the machine's CPU time`);
  }
  return faults;
}
