import type { RollupReport } from '../contracts/rollup-report.js';

type Activity = RollupReport['activity'];

/**
 * Routes by which people do something. The names of older releases of the API stay here: a report of
 * a day long ago counts what people did then.
 */
export const activityRoutes: Readonly<Record<keyof Activity, readonly string[]>> = {
  signUps: ['POST /v1/user/passwordlesssignup', 'POST /v1/users', 'POST /v1/accounts'],
  votes: ['POST /v1/votes'],
  favourites: ['POST /v1/favourites'],
  uploads: ['POST /v1/images/upload', 'POST /v1/images'],
};

/** Replies of 2xx on those routes; null where none of them was asked for. */
export function activityOf(succeeded: ReadonlyMap<string, number>): Activity {
  const count = (routes: readonly string[]) => {
    const known = routes.flatMap((route) => succeeded.get(route) ?? []);
    return known.length === 0 ? null : known.reduce((sum, each) => sum + each, 0);
  };
  return {
    signUps: count(activityRoutes.signUps),
    votes: count(activityRoutes.votes),
    favourites: count(activityRoutes.favourites),
    uploads: count(activityRoutes.uploads),
  };
}
