import { unmatchedRoute } from '../../contracts/access-log.js';
import { dateIn } from '../../platform/format-time.js';
import { utc } from '../../platform/zone.js';
import { clockText } from '../clock-text.js';
import { matterLimits } from '../measures.js';
import { becameIll, type ComparedRoute, gaugeMean, notedMore, type Picture } from '../picture.js';
import { share } from '../sums.js';
import { queriesOf } from './claim.js';

// What several hypotheses ask of a picture, each said once.

/** Hits of a route below which its cache spares the database nothing, and queries that show it. */
const uncachedLimits = { hits: 0.05, queries: 0.5 } as const;

/** A read route of which nearly every request asks the database, those that are refused by it apart. */
export function isUncached({ route, before, after }: ComparedRoute): boolean {
  const { errors, limited, requests } = after;
  const answered = { ...after, requests: Math.max(1, requests - errors - limited) };
  return (
    route.startsWith('GET ') &&
    (share(after.hits, after.looked) ?? 0) < uncachedLimits.hits &&
    Math.max(queriesOf(before), queriesOf(answered)) >= uncachedLimits.queries
  );
}

/** A route whose requests ask the database often enough to feel how it is. */
export function asksDatabase({ before, after }: ComparedRoute): boolean {
  return Math.max(queriesOf(before), queriesOf(after)) >= 0.3;
}

/** A route whose requests rose by so much that it matters, at a moment and not by chance. */
export function rose({ factor, after, changes }: ComparedRoute): boolean {
  return (
    after.requests >= 30 && (factor ?? 1) >= matterLimits.requestsRatio && changes.some(isRise)
  );
}

function isRise({ measure, before, after }: ComparedRoute['changes'][number]): boolean {
  return measure === 'requests' && (after ?? 0) > (before ?? 0);
}

export function isWorse({ fails, slow }: ComparedRoute): boolean {
  return fails || slow;
}

/** The day of the log that the problem began in. */
export function dayOf({ onsetAt }: Picture): string {
  return dateIn(onsetAt, utc);
}

/** When a route's requests rose, for people; null where no moment stands out. */
export function riseText({ changes }: ComparedRoute, { onsetAt, slotMs, problem, zone }: Picture) {
  const rise = changes.find((change) => isRise(change) && change.index <= problem.onset + 3);
  return rise === undefined
    ? null
    : clockText(onsetAt + (rise.index - problem.onset) * slotMs, zone);
}

const databases = /^database/;
const loopDelay = 'catops_event_loop_delay_p99_seconds';

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

/** How long the event loops of the processes wait, seconds, where they are late and were not; else null. */
export function loopsLate({ before, after }: Picture): { was: number; is: number } | null {
  const [was, is] = [gaugeMean(before, loopDelay) ?? 0, gaugeMean(after, loopDelay) ?? 0];
  return is >= 0.1 && is >= 4 * was ? { was, is } : null;
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

/** Processes that ended by themselves after the onset beyond those before it. */
export function restartsMore({ before, after }: Picture): number {
  const sum = (slots: Picture['after']) =>
    slots.reduce((total, { restarts }) => total + restarts, 0);
  return sum(after) - sum(before);
}

/** Whether most of the processes that ended were killed by a signal, not by their own code. */
export function areKilled(picture: Picture): boolean {
  const ended = (cause: string) =>
    notedMore(picture, (each) => each.event === 'worker-ended' && each.cause === cause);
  const killed = ended('overload');
  return killed >= 1 && killed > ended('code');
}

/** Routes that feel the database, those of them that got worse, and whether the others are well. */
export function databaseRoutes(picture: Picture) {
  const asking = picture.routes.filter(asksDatabase);
  const spared = picture.routes.filter((route) => !asksDatabase(route));
  return {
    asking,
    worse: asking.filter(isWorse),
    sparedWell: spared.length > 0 && spared.filter(isWorse).length / spared.length <= 0.2,
  };
}

/** Whether routes got worse by whether they ask the database, and by nothing else. */
export function followsDatabase(picture: Picture): boolean {
  const { asking, worse, sparedWell } = databaseRoutes(picture);
  return asking.length >= 3 && worse.length / asking.length >= 0.8 && sparedWell;
}
