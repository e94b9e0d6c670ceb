import { unmatchedRoute } from '../../contracts/access-log.js';
import { clockText } from '../clock-text.js';
import { matterLimits } from '../measures.js';
import { becameIll, type ComparedRoute, notedMore, type Picture } from '../picture.js';
import { share } from '../sums.js';
import { queriesOf } from './claim.js';

// What several hypotheses ask of a picture, each said once.

/** Hits of a route below which its cache spares the database nothing, and queries that show it. */
const uncachedLimits = { hits: 0.05, queries: 0.5 } as const;

/** A read route of which nearly every request asks the database. */
export function isUncached({ route, after }: ComparedRoute): boolean {
  return (
    route.startsWith('GET ') &&
    (share(after.hits, after.looked) ?? 0) < uncachedLimits.hits &&
    queriesOf(after) >= uncachedLimits.queries
  );
}

/** A route whose requests ask the database often enough to feel how it is. */
export function asksDatabase({ before, after }: ComparedRoute): boolean {
  return Math.max(queriesOf(before), queriesOf(after)) >= 0.3;
}

/** A route whose requests rose by so much that it matters. */
export function rose({ factor, after }: ComparedRoute): boolean {
  return after.requests >= 30 && (factor ?? 1) >= matterLimits.requestsRatio;
}

export function isWorse({ fails, slow }: ComparedRoute): boolean {
  return fails || slow;
}

/** When a route's requests rose, for people; null where no moment stands out. */
export function riseText({ changes }: ComparedRoute, { onsetAt, slotMs, problem }: Picture) {
  const rise = changes.find(
    ({ measure, before, after, index }) =>
      measure === 'requests' && (after ?? 0) > (before ?? 0) && index <= problem.onset + 3,
  );
  return rise === undefined ? null : clockText(onsetAt + (rise.index - problem.onset) * slotMs);
}

const databases = /^database/;

export function databaseIll(picture: Picture): number {
  return becameIll(picture, (dependency) => databases.test(dependency));
}

/** Whether something the API depends on fell ill, of any kind. */
export function anythingIll(picture: Picture): boolean {
  return becameIll(picture, () => true) > 0.2;
}

/** Log records that could not be written: the one thing that needs nothing but room on the disk. */
export function logFails(picture: Picture): number {
  const dropped = ({ gauges }: Picture['after'][number]) =>
    gauges['catops_access_log_dropped_total'] ?? 0;
  const sum = (slots: Picture['after']) => slots.reduce((total, slot) => total + dropped(slot), 0);
  return (
    Math.max(0, sum(picture.after) - sum(picture.before)) +
    Math.max(
      0,
      notedMore(picture, ({ dependency }) => dependency === 'access-log'),
    )
  );
}

/** Middle of the routes' factors: by how much a usual route's requests changed. */
export function medianFactor({ routes }: Picture): number {
  const factors = routes
    .filter(({ before }) => before.requests >= 20)
    .flatMap(({ factor }) => factor ?? [])
    .sort((a, b) => a - b);
  return factors[Math.floor(factors.length / 2)] ?? 1;
}

/** A route that refuses what it took before: fewer requests are served, and more are refused. */
export function refusesWhatItTook({ routes }: Picture): string | null {
  const found = routes.find(
    ({ route, before, after }) =>
      route !== unmatchedRoute &&
      before.requests >= 20 &&
      (share(after.refused, after.requests) ?? 0) >= 0.1 &&
      served(after) <= 0.75 * served(before),
  );
  return found?.route ?? null;
}

/** Requests a second that were neither refused nor turned away. */
function served({ requests, refused, limited, seconds }: ComparedRoute['after']): number {
  return (requests - refused - limited) / Math.max(1, seconds);
}
