import { CatopsError } from '../platform/errors.js';
import type { MilestoneName } from './entry.js';
import type { Incident, Milestone } from './incident.js';

/** Each pair: the first cannot be after the second. */
const order: readonly (readonly [MilestoneName, MilestoneName])[] = [
  ['impact-started', 'detected'],
  ['impact-started', 'mitigated'],
  ['impact-started', 'recovered'],
  ['impact-started', 'resolved'],
  ['detected', 'declared'],
  ['detected', 'paged'],
  ['detected', 'resolved'],
  ['declared', 'paged'],
  ['paged', 'acknowledged'],
  ['mitigated', 'recovered'],
  ['mitigated', 'resolved'],
  ['recovered', 'resolved'],
];

// A time named to the minute may be off by one.
const slackMs = 60_000;

type Times = Readonly<Partial<Record<MilestoneName, Pick<Milestone, 'at' | 'precision'>>>>;

/** Throws `incident-invalid` for the first pair out of order, naming both times. */
export function checkMilestones(times: Times, nature: Incident['nature']): void {
  for (const [first, second] of order) {
    // What is written down afterwards is declared after everything else.
    if (nature === 'backfilled' && (first === 'declared' || second === 'declared')) continue;
    const earlier = times[first];
    const later = times[second];
    if (!earlier || !later) continue;
    const tolerance = earlier.precision === 'exact' && later.precision === 'exact' ? 0 : slackMs;
    if (Date.parse(earlier.at) <= Date.parse(later.at) + tolerance) continue;
    throw new CatopsError(
      'incident-invalid',
      `${second} (${later.at}) cannot be before ${first} (${earlier.at}).`,
      { hint: `catops incident milestone ${first} --at <time> corrects the other one` },
    );
  }
}

/** Throws `incident-invalid` for a time that is not one, or more than a minute in the future. */
export function checkNotFuture(at: string, nowMs: number): void {
  const ms = Date.parse(at);
  if (Number.isNaN(ms)) throw new CatopsError('incident-invalid', `"${at}" is not a time.`);
  if (ms <= nowMs + slackMs) return;
  throw new CatopsError('incident-invalid', `${at} is in the future; facts have happened already.`);
}
