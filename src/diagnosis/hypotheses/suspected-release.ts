import { splitScores } from '../change-points.js';
import { measures } from '../measures.js';
import type { ComparedRelease, Picture } from '../picture.js';
import { addUp } from '../sums.js';
import type { Slot } from '../telemetry.js';

/**
 * The release to suspect, of those given newest first. Where a change began is not known to the slot:
 * of several releases it is the one at which what hurts most changed most, the newest where nothing
 * tells them apart.
 */
export function suspectedRelease(
  picture: Picture,
  releases: readonly ComparedRelease[],
): ComparedRelease | undefined {
  if (releases.length < 2) return releases[0];
  const { span: slots } = picture;
  const scores = scoresOfWorst(picture);
  const score = (release: ComparedRelease, index: number) => {
    const until = slotAt(slots, releases[index - 1]?.at ?? Infinity);
    const [from, alone] = [slotAt(slots, release.at), slotAt(slots, release.rolledUntil ?? 0)];
    // What began late in a slot shows in the next one.
    return Math.max(0, ...scores.slice(from, Math.min(until, Math.max(from, alone) + 2)));
  };
  const scored = releases.map((release, index) => ({ release, score: score(release, index) }));
  return scored.reduce((best, each) => (each.score > best.score ? each : best)).release;
}

/** By slot, how much a change there would explain of the worst that callers feel. */
function scoresOfWorst({ problem, span }: Picture): readonly number[] {
  for (const { what, of: route } of problem.symptoms) {
    const measure = measures.find(({ name }) => name === what && name !== 'requests');
    if (measure === undefined) continue;
    const of = measure.share ?? measure.point;
    return splitScores(
      span.map(({ routes }) =>
        of(addUp([...routes].flatMap(([name, each]) => ((route ?? name) === name ? each : [])))),
      ),
    );
  }
  return [];
}

/** The slot that a moment is in; the number of slots after the last. */
function slotAt(slots: readonly Slot[], at: number): number {
  const found = slots.findIndex((slot) => slot.at + slot.seconds * 1000 > at);
  return found < 0 ? slots.length : found;
}
