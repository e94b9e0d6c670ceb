import type { Evidence } from '../../contracts/diagnosis.js';
import { type ComparedRoute, causeShare, type Picture } from '../picture.js';
import { share } from '../sums.js';
import {
  type Claim,
  type Consider,
  factorText,
  nothingSpeaksForIt,
  percent,
  queriesOf,
  when,
} from './claim.js';
import {
  asksDatabase,
  databaseIll,
  dayOf,
  isUncached,
  isWorse,
  medianFactor,
  riseText,
  rose,
} from './traits.js';

/** More traffic came to a route of which every request asks the database. */
export const considerUncachedRoute: Consider = (picture) => {
  const risen = picture.routes.filter((route) => isUncached(route) && rose(route));
  if (risen.length === 0) return [none(picture)];
  return risen.map((route) => claimOf(picture, route));
};

function none(picture: Picture): Claim {
  const { routes } = picture;
  const uncached = routes.filter(isUncached);
  return {
    ...{ cause: 'uncached-route', family: 'traffic', subject: null },
    title: 'Traffic on an uncached route',
    evidence: [
      {
        weight: nothingSpeaksForIt,
        says:
          uncached.length === 0
            ? 'No read route asks the database on every request'
            : `No more traffic came to ${uncached[0]?.route}, which asks the database on every request`,
      },
    ],
    next: `catops rollup --date ${dayOf(picture)} --by route`,
  };
}

function claimOf(picture: Picture, route: ComparedRoute): Claim {
  const { before, after } = route;
  const since = riseText(route, picture);
  const part = partOfQueries(picture, route);
  const middle = medianFactor(picture);
  const overloaded = causeShare(picture, 'overload', 'database');
  const evidence: readonly Evidence[] = [
    {
      // A rise that no moment stands out of is often none.
      weight: since === null ? 2 : 4,
      says:
        `Its traffic rose ${factorText(route)}${since === null ? '' : ` at ${since}`}; ` +
        `${Math.max(queriesOf(before), queriesOf(after)).toFixed(1)} database queries a request, ` +
        `${percent(share(after.hits, after.looked) ?? 0)} from the cache`,
    },
    ...when(part >= 0.5, 1.5, `${percent(part)} of the added database queries are its own`),
    ...when(
      overloaded >= 0.3,
      1,
      `${percent(overloaded)} of the added failures are of an overwhelmed database`,
    ),
    ...when(
      middle >= 1.4,
      (route.factor ?? 1) >= 2.5 * middle ? -0.5 : -3,
      `Traffic rose on the other routes too (×${middle.toFixed(1)} in the middle)`,
    ),
    ...when(
      (share(before.hits, before.looked) ?? 0) > 0.3,
      -3,
      `It had a cache before: ${percent(share(before.hits, before.looked) ?? 0)} hits`,
    ),
    ...when(
      !hurts(picture, route),
      -3,
      'It is answered as before, and so is what else asks the database',
    ),
    ...when(part < 0.2, -2, `Only ${percent(part)} of the added database queries are its own`),
    ...when(
      databaseIll(picture) > 0.2 && overloaded < 0.3,
      -1.5,
      'The database is ill by itself: its own looks fail',
    ),
    ...when(
      (share(after.limited, after.requests) ?? 0) > 0.3,
      -2.5,
      'Most of that traffic is turned away at its limit',
    ),
  ];
  return {
    ...{ cause: 'uncached-route', family: 'traffic', subject: route.route },
    title: `Traffic on an uncached route: ${route.route}`,
    evidence,
    next: 'catops runbook show uncached-route',
  };
}

/** Whether the route, or another that asks the database, got worse. */
function hurts(picture: Picture, route: ComparedRoute): boolean {
  return isWorse(route) || picture.routes.some((each) => asksDatabase(each) && isWorse(each));
}

/** Of the database queries a second that were added, the share of one route. */
function partOfQueries({ service }: Picture, { before, after }: ComparedRoute): number {
  const more = (a: ComparedRoute['before'], b: ComparedRoute['after']) =>
    b.dbQueries / Math.max(1, b.seconds) - a.dbQueries / Math.max(1, a.seconds);
  const all = more(service.before, service.after);
  return all <= 0 ? 0 : Math.min(1, Math.max(0, more(before, after) / all));
}
