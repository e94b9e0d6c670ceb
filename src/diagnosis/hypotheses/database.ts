import { causeShare } from '../picture.js';
import { type Consider, nothingSpeaksForIt, p95Text, percent, when } from './claim.js';
import {
  databaseIll,
  databaseRoutes,
  isUncached,
  logFails,
  loopsLate,
  medianFactor,
  rose,
} from './traits.js';

/** The database is gone, refuses, or is slow by itself. */
export const considerDatabase: Consider = (picture) => {
  const ill = databaseIll(picture) > 0.2;
  const failing = causeShare(picture, 'database');
  const { asking, worse, sparedWell } = databaseRoutes(picture);
  const pattern = asking.length >= 2 && worse.length / asking.length >= 0.7;
  const fed = picture.routes.filter((route) => isUncached(route) && rose(route));
  const slowest = [...worse].sort((a, b) => (b.p95.after ?? 0) - (a.p95.after ?? 0))[0];
  const code = causeShare(picture, 'code');
  return [
    {
      ...{ cause: 'database', family: 'dependency', subject: 'database' },
      title: 'The database: gone, refusing or slow',
      evidence: [
        ...when(ill, 4, 'The API finds the database ill when it looks by itself'),
        ...when(failing >= 0.5, 3, `${percent(failing)} of the added failures are of the database`),
        ...when(
          failing >= 0.2 && failing < 0.5,
          1.5,
          `${percent(failing)} of the added failures are of the database`,
        ),
        ...when(
          pattern,
          // Where the others suffer too, it is not the database that they have in common.
          sparedWell ? 2.5 : 0.5,
          `${worse.length} of ${asking.length} routes that ask the database got worse${slowest === undefined ? '' : `, such as ${slowest.route} (p95 ${p95Text(slowest)})`}`,
        ),
        ...when(pattern && sparedWell, 1, 'Routes that do not ask it are as they were'),
        ...when(
          !ill && failing < 0.2 && !pattern,
          nothingSpeaksForIt,
          'It is well, and routes that ask it are no worse than others',
        ),
        ...when(
          fed.length > 0,
          -3,
          `It got more to do: traffic rose on ${fed[0]?.route}, which asks it on every request`,
        ),
        ...when(
          fed.length === 0 && medianFactor(picture) >= 1.4,
          -2,
          'It got more to do: traffic rose over all routes',
        ),
        ...when(
          asking.length >= 3 && worse.length === 1 && !ill,
          -2,
          `Of ${asking.length} routes that ask it only one got worse`,
        ),
        ...when(code >= 0.5, -2.5, `${percent(code)} of the added failures are of our own code`),
        ...when(loopsLate(picture) !== null, -2, 'The event loops of the API itself are late'),
        ...when(logFails(picture) > 0, -2, 'The request log cannot be written either'),
      ],
      next: `catops runbook show ${ill || failing >= 0.2 ? 'database-unreachable' : 'latency-p99'}`,
    },
  ];
};
