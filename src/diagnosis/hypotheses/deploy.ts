import type { Evidence } from '../../contracts/diagnosis.js';
import { lengthText } from '../../platform/format-time.js';
import { clockText } from '../clock-text.js';
import { type ComparedRelease, causeShare, type Picture } from '../picture.js';
import { type Claim, type Consider, counted, nothingSpeaksForIt, percent, when } from './claim.js';
import { suspectedRelease } from './suspected-release.js';
import {
  anythingIll,
  areKilled,
  followsDatabase,
  isWorse,
  refusesWhatItTook,
  restartsMore,
  rose,
} from './traits.js';

/** Slots from a release to what it broke: at once, soon, and too late to be likely. */
const lag = { before: -2, atOnce: 4, soon: 12, late: 40 } as const;
/** However coarse the slots are: what is that old is not the reason by itself. */
const lateMs = 2 * 3_600_000;

/** A release broke it. */
export const considerDeploy: Consider = (picture) => {
  const possible = picture.releases.filter(({ lagSlots }) => lagSlots >= lag.before);
  const suspect = suspectedRelease(picture, possible);
  if (suspect === undefined) return [noRelease(picture)];
  const { version } = suspect;
  return [
    {
      ...{ cause: 'deploy', family: 'deploy', subject: version },
      title: `The release ${version}`,
      evidence: [
        ...timeOf(suspect, picture),
        ...whatBroke(picture, suspect),
        ...otherwise(picture),
        ...changedNothing(picture, suspect),
      ],
      next: suspect.previous === null ? 'catops env status' : 'catops env rollback --dry-run',
    },
  ];
};

function noRelease({ releases, zone }: Picture): Claim {
  const [first] = releases;
  return {
    ...{ cause: 'deploy', family: 'deploy', subject: null, title: 'A release' },
    evidence: [
      {
        weight: nothingSpeaksForIt - 1,
        says:
          first === undefined
            ? 'No release went live in the window'
            : `It began before ${first.version} went live at ${clockText(first.at, zone)}`,
      },
    ],
    next: 'catops env events',
  };
}

function timeOf(release: ComparedRelease, { zone }: Picture): readonly Evidence[] {
  const { version, at, lagMs, lagSlots, whileRolling } = release;
  const live = `${version} went live at ${clockText(at, zone)}`;
  const after = lagMs <= 0 ? `as ${live}` : `${lengthText(lagMs)} after ${live}`;
  if (lagSlots > lag.late || lagMs > lateMs) {
    return [{ weight: -4, says: `It began ${after}: a rollback would not help` }];
  }
  if (whileRolling) return [{ weight: 2.5, says: `It began ${after}, while it rolled` }];
  if (lagSlots <= lag.atOnce) return [{ weight: 3, says: `It began ${after}` }];
  if (lagSlots <= lag.soon) return [{ weight: 1, says: `It began ${after}, not at once` }];
  return [{ weight: -1, says: `It began only ${after}` }];
}

/** What only code changes: failures of our own, and routes that work otherwise with the same traffic. */
function whatBroke(picture: Picture, { lagSlots }: ComparedRelease): readonly Evidence[] {
  const code = causeShare(picture, 'code');
  const { onset } = picture.problem;
  const changed = picture.routes.filter(
    (route) =>
      !rose(route) &&
      route.changes.some(
        ({ measure, index, before, after }) =>
          ((measure === 'dbQueriesPerRequest' && (after ?? 0) > (before ?? 0)) ||
            (measure === 'cacheHitShare' && (after ?? 0) < (before ?? 0))) &&
          Math.abs(index - onset) <= lag.atOnce + Math.max(0, lagSlots),
      ),
  );
  const worse = picture.routes.filter((route) => isWorse(route) && !rose(route));
  const byDatabase = followsDatabase(picture);
  const restarts = restartsMore(picture);
  const killed = areKilled(picture);
  const refusing = refusesWhatItTook(picture);
  return [
    ...when(refusing !== null, 2.5, `${refusing} refuses what it took before`),
    ...when(code >= 0.5, 2.5, `${percent(code)} of the added failures are of our own code`),
    ...when(
      changed.length > 0,
      2.5,
      `${changed[0]?.route} asks the database more often than before, with no more traffic`,
    ),
    ...when(
      byDatabase,
      -1,
      'All routes that ask the database got worse, and no other: no change of code does that',
    ),
    ...when(
      worse.length > 0 && !byDatabase && code < 0.5 && !anythingIll(picture),
      1.5,
      `${counted(worse.length, 'route')} got worse with no more traffic and nothing ill`,
    ),
    ...when(restarts >= 2 && !killed, 1.5, `${restarts} processes ended by themselves since`),
    ...when(killed, -2, 'Processes were killed from outside, which their code does not do'),
  ];
}

/** What speaks for something else than code. */
function otherwise(picture: Picture): readonly Evidence[] {
  const outside = causeShare(picture, 'database', 'cache', 'vendor', 'queue');
  const risen = picture.routes.filter((route) => rose(route) && isWorse(route));
  const turnedAway = picture.problem.symptoms[0]?.what;
  return [
    ...when(
      anythingIll(picture) && causeShare(picture, 'code') < 0.5,
      -2.5,
      'Something it depends on fell ill',
    ),
    ...when(
      outside >= 0.5,
      -2,
      `${percent(outside)} of the added failures are of a database or another dependency`,
    ),
    ...when(risen.length > 0, -1.5, `More traffic came to ${risen[0]?.route}`),
    ...when(
      turnedAway === 'limited' || (turnedAway === 'refused' && refusesWhatItTook(picture) === null),
      -2.5,
      'What grew are replies that refuse callers, not failures',
    ),
  ];
}

/** A rollback after which it went on as before; what is built on the suspect has its faults. */
function changedNothing(
  { releases, after, slotMs, onsetAt, zone }: Picture,
  suspect: ComparedRelease,
): readonly Evidence[] {
  const end = onsetAt + after.length * slotMs;
  const ranBefore = releases
    .filter(({ at }) => at <= suspect.at)
    .flatMap(({ version, previous }) => [version, previous])
    .filter((version) => version !== suspect.version);
  const vain = releases.find(
    ({ lagSlots, at, version }) =>
      lagSlots < lag.before && end - at > lag.atOnce * slotMs && ranBefore.includes(version),
  );
  return vain === undefined
    ? []
    : [
        {
          weight: -2,
          says: `${vain.version} went live at ${clockText(vain.at, zone)} and changed nothing`,
        },
      ];
}
