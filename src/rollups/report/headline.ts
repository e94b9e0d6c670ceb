import type { RollupReport } from '../../contracts/rollup-report.js';
import { count, counted, ms, percent, rate } from './figures.js';

/** The whole window in a few figures, in the order people ask for them. */
export function totals(
  { total }: RollupReport,
  accounts: (value: number) => string = count,
): readonly string[] {
  const { latency } = total;
  return [
    counted(total.requests, 'request'),
    `5xx ${percent(total.errors)}%`,
    ...(latency === null
      ? []
      : [`p50 ${ms(latency.p50)}  p95 ${ms(latency.p95)}  p99 ${ms(latency.p99)} ms (±5%)`]),
    ...(total.cacheHitShare === null ? [] : [`hits ${percent(total.cacheHitShare)}%`]),
    ...(total.dbQueriesPerRequest === null
      ? []
      : [`${rate(total.dbQueriesPerRequest)} queries a request`]),
    ...(total.accounts === null ? [] : [accountsText(accounts(total.accounts))]),
  ];
}

const accountsText = (number: string) => `${number} ${number === '1' ? 'account' : 'accounts'}`;

/** What users did, as far as the API has routes for it: `1,204 sign-ups, 30,210 votes`. */
export function activityText({ activity }: RollupReport): string {
  const parts = [
    [activity.signUps, 'sign-up'],
    [activity.votes, 'vote'],
    [activity.favourites, 'favourite'],
    [activity.uploads, 'upload'],
  ] as const;
  return parts.flatMap(([value, word]) => (value === null ? [] : counted(value, word))).join(', ');
}

/** The images most often asked for: `MTY3ODIyMQ 3,210, b1f 1,800`. */
export function imagesText({ topImages }: RollupReport, most = topImages.length): string {
  return topImages
    .slice(0, most)
    .map(({ imageId, requests }) => `${imageId} ${count(requests)}`)
    .join(', ');
}
