import {
  becameIll,
  type ComparedRoute,
  causeShare,
  type Picture,
  releaseNear,
} from '../picture.js';
import { type Consider, nothingSpeaksForIt, p95Text, percent, when } from './claim.js';
import { anythingIll, dayOf, isWorse, rose } from './traits.js';

/** What is stored changed: a row that code cannot take, one far too large, a query that lost its index. */
export const considerData: Consider = (picture) => {
  const worse = picture.routes.filter(isWorse);
  const steady = worse.filter((route) => !rose(route));
  const few =
    (worse.length > 0 && worse.length <= 2 && picture.routes.length > 2 * worse.length) ||
    standsOut(worse);
  const code = causeShare(picture, 'code');
  const near = releaseNear(picture);
  const well = !anythingIll(picture);
  const [first] = [...steady].sort((a, b) => (b.p95.after ?? 0) - (a.p95.after ?? 0));
  const speaks = few && steady.length > 0;
  return [
    {
      ...{ cause: 'data', family: 'data', subject: speaks ? (first?.route ?? null) : null },
      title: speaks ? `What is stored behind ${first?.route}` : 'What is stored',
      evidence: [
        ...when(
          speaks,
          2,
          `Only ${worse.length} of ${picture.routes.length} routes got worse, with no more traffic`,
        ),
        ...when(
          speaks && first?.slow === true,
          1,
          `${first?.route} takes longer (p95 ${first === undefined ? '' : p95Text(first)})`,
        ),
        ...when(
          code >= 0.5 && !near,
          3,
          `${percent(code)} of the added failures are of our own code, and no release is near`,
        ),
        ...when(speaks && well, 1, 'Nothing it depends on is ill'),
        ...when(!speaks, nothingSpeaksForIt, reasonAgainst(picture)),
        ...when(near, -3, 'A release went live shortly before'),
        ...when(!well && becameIll(picture, () => true) > 0.5, -1.5, 'Something fell ill'),
      ],
      next:
        speaks && first?.slow === true
          ? `catops rollup --sql "${slowestImages(dayOf(picture), first.route)}"`
          : 'catops runbook show error-share',
    },
  ];
};

/** Whether one is slower by far than all others, which wait for it. */
function standsOut(worse: readonly ComparedRoute[]): boolean {
  const [slowest = 0, next = 0] = worse.map(({ p95 }) => p95.after ?? 0).sort((a, b) => b - a);
  return worse.length > 0 && !worse.some(({ fails }) => fails) && slowest >= 2 * next;
}

function slowestImages(day: string, route: string): string {
  return `SELECT image_id, max(latency_ms) FROM access_log WHERE dt = '${day}' AND route = '${route}' GROUP BY 1 ORDER BY 2 DESC LIMIT 10`;
}

function reasonAgainst(picture: Picture): string {
  const worse = picture.routes.filter(isWorse).length;
  return worse === 0
    ? 'No single route fails or is slow'
    : `${worse} of ${picture.routes.length} routes got worse, or got more traffic`;
}
