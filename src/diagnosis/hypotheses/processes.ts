import { causeShare, type Picture, releaseNear } from '../picture.js';
import { type Consider, counted, nothingSpeaksForIt, when } from './claim.js';
import {
  anythingIll,
  areKilled,
  asksDatabase,
  loopsLate,
  medianFactor,
  restartsMore,
} from './traits.js';

/** The API's own processes: they end, stand still, or get no processor. */
export const considerProcesses: Consider = (picture) => {
  const restarts = restartsMore(picture);
  const fewer = fewerProcesses(picture);
  const silent = picture.after.filter(({ reachable }) => !reachable).length;
  const late = loopsLate(picture);
  const spared = picture.routes.filter((route) => !asksDatabase(route));
  const allSlow =
    spared.length >= 2 && spared.filter(({ slow }) => slow).length / spared.length >= 0.7;
  const killed = areKilled(picture);
  const refusing = causeShare(picture, 'overload') >= 0.5 && medianFactor(picture) < 1.4;
  const speaks = restarts > 0 || fewer || silent > 1 || late !== null || allSlow;
  return [
    {
      ...{ cause: 'processes', family: 'machine', subject: null },
      title: 'The API processes: ended, stuck or starved',
      evidence: [
        ...when(
          restarts > 0,
          3,
          `${counted(restarts, 'process', 'processes')} ended by ${restarts === 1 ? 'itself' : 'themselves'}`,
        ),
        ...when(killed, 1.5, 'Something else killed them: a signal, not their own code'),
        ...when(fewer, 2, 'Fewer processes answer than before'),
        ...when(
          // Once may be the look, not the API.
          silent > 1,
          2.5,
          `The API did not answer in ${silent} of ${picture.after.length} slots`,
        ),
        ...when(
          late !== null,
          1,
          `Their event loops wait ${late?.is.toFixed(2)} s, ${late?.was.toFixed(2)} s before`,
        ),
        ...when(
          late !== null && refusing,
          2.5,
          'They refuse work because their event loops are late, with no more traffic',
        ),
        ...when(allSlow, 2.5, 'Routes that need nothing but the process itself are slower too'),
        ...when(!speaks, nothingSpeaksForIt, 'All processes answer, and none ended'),
        ...when(
          speaks && !killed && releaseNear(picture, 8),
          -2,
          'A release went live shortly before',
        ),
        ...when(speaks && anythingIll(picture), -1, 'Something they depend on fell ill'),
        ...when(
          speaks && restarts === 0 && medianFactor(picture) >= 1.4,
          -2,
          'Traffic rose over all routes',
        ),
      ],
      next: 'catops env status',
    },
  ];
};

function fewerProcesses({ before, after }: Picture): boolean {
  const counts = (slots: Picture['after']) => slots.flatMap(({ processes }) => processes ?? []);
  const usual = [...counts(before)].sort((a, b) => a - b)[Math.floor(counts(before).length / 2)];
  if (usual === undefined) return false;
  const low = counts(after).filter((count) => count < usual).length;
  return low / Math.max(1, after.length) >= 0.2;
}
