import { dependencyText } from '../dependency-text.js';
import { becameIll, causeShare, notedMore, type Picture } from '../picture.js';
import { type Consider, nothingSpeaksForIt, percent, when } from './claim.js';
import { databaseIll, logFails } from './traits.js';

/** The shared cache is gone, or what was in it is. */
export const considerCache: Consider = (picture) => {
  const ill = becameIll(picture, (dependency) => dependency === 'redis') > 0.2;
  const failing = causeShare(picture, 'cache');
  const colder = picture.routes.filter(({ changes }) =>
    changes.some(
      ({ measure, before, after, index }) =>
        measure === 'cacheHitShare' &&
        (after ?? 0) < (before ?? 0) &&
        Math.abs(index - picture.problem.onset) <= 6,
    ),
  );
  const noted = notedMore(picture, ({ dependency }) => dependency === 'redis');
  const speaks = ill || failing >= 0.3 || colder.length >= 2 || noted >= 1;
  return [
    {
      ...{ cause: 'cache', family: 'dependency', subject: 'redis' },
      title: 'The shared cache (Redis)',
      evidence: [
        ...when(ill, 4.5, 'The API finds Redis ill'),
        ...when(noted >= 1, 1, 'Failures of Redis were noted'),
        ...when(failing >= 0.3, 2, `${percent(failing)} of the added failures are of the cache`),
        ...when(
          colder.length >= 2,
          2.5,
          `${colder.length} routes are answered from a cache less often than before`,
        ),
        ...when(!speaks, nothingSpeaksForIt, 'Redis is well, and caches hit as before'),
        ...when(
          databaseIll(picture) > 0.2 || causeShare(picture, 'database') >= 0.3,
          -1,
          'The database is ill too, and is what users feel',
        ),
      ],
      next: 'catops runbook show redis-unreachable',
    },
  ];
};

const vendors = ['objects', 'mail', 'webhook', 'queue'] as const;

/** Another service that the API needs. */
export const considerVendor: Consider = (picture) => {
  const failing = causeShare(picture, 'vendor', 'queue');
  const noted = vendors
    .map((name) => [name, notedMore(picture, ({ dependency }) => dependency === name)] as const)
    .sort(([, a], [, b]) => b - a)[0];
  const ill = vendors.find((name) => becameIll(picture, (each) => each === name) > 0.2);
  const subject = ill ?? ((noted?.[1] ?? 0) >= 1 ? noted?.[0] : undefined) ?? null;
  return [
    {
      ...{ cause: 'vendor', family: 'dependency', subject },
      title: subject === null ? 'Another service it needs' : dependencyText(subject),
      evidence: [
        ...when(ill !== undefined, 4, `The API finds it ill when it looks by itself`),
        ...when(
          ill === undefined && subject !== null,
          (noted?.[1] ?? 0) >= 5 ? 4 : 3,
          `Failures of it were noted: ${Math.round(noted?.[1] ?? 0)} more than before`,
        ),
        ...when(
          failing >= 0.5,
          2.5,
          `${percent(failing)} of the added failures are of such a service`,
        ),
        ...when(
          subject === null && failing < 0.2,
          nothingSpeaksForIt,
          'Mail, webhooks and object storage are as before',
        ),
        ...when(logFails(picture) > 0, -2, 'The request log cannot be written either'),
        ...when(
          databaseIll(picture) > 0.2 || causeShare(picture, 'database') >= 0.5,
          -1.5,
          'The database is ill too',
        ),
      ],
      next: subject === 'objects' ? 'catops env status' : 'catops jobs list',
    },
  ];
};

/** No room on the disk, or it cannot be written to. */
export const considerDisk: Consider = (picture) => {
  const log = logFails(picture);
  const writes = failingWrites(picture);
  const databaseWrites =
    becameIll(picture, (each) => each === 'database-write') > 0.2 &&
    becameIll(picture, (each) => each === 'database-read') <= 0.2;
  const objects = becameIll(picture, (each) => each === 'objects') > 0.2;
  return [
    {
      ...{ cause: 'disk', family: 'dependency', subject: null },
      title: 'The disk: full, or not writable',
      evidence: [
        ...when(log > 0, 4.5, `Records of the request log cannot be written (${Math.round(log)})`),
        ...when(log > 0 && databaseWrites, 1.5, 'The database takes no writes, but reads'),
        ...when(log > 0 && objects, 1, 'Nor can files be written'),
        ...when(log > 0 && writes, 1, 'What fails are writes'),
        ...when(log <= 0 && databaseWrites && writes, 1, 'The database takes no writes, but reads'),
        ...when(log <= 0, nothingSpeaksForIt, 'The request log is written as before'),
      ],
      next: 'df -h',
    },
  ];
};

function failingWrites({ routes }: Picture): boolean {
  const failing = routes.filter(({ fails }) => fails);
  return failing.length > 0 && failing.every(({ route }) => !route.startsWith('GET '));
}
