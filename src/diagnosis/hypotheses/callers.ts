import { unmatchedRoute } from '../../contracts/access-log.js';
import { moreOf, type Picture, releaseNear } from '../picture.js';
import { rateOf, type Sums, share } from '../sums.js';
import { type Consider, nothingSpeaksForIt, percent, when } from './claim.js';
import { dayOf, refusesWhatItTook } from './traits.js';

/** One caller asks for far more than a limit allows. */
export const considerHotKey: Consider = (picture) => {
  const { service } = picture;
  const limited = moreOf(service, (sums) => sums.limited, 0.02);
  const routes = [...picture.routes].sort((a, b) => b.after.limited - a.after.limited);
  const top = (share(routes[0]?.after.limited ?? 0, service.after.limited) ?? 0) >= 0.6;
  const sound = goodFactor(service);
  return [
    {
      ...{ cause: 'hot-key', family: 'traffic', subject: null },
      title: `One caller over the limit${limited && top ? `: ${routes[0]?.route}` : ''}`,
      evidence: [
        ...when(
          limited,
          4.5,
          `${percent(share(service.after.limited, service.after.requests) ?? 0)} of the requests are turned away at a limit, ${percent(share(service.before.limited, service.before.requests) ?? 0)} before`,
        ),
        ...when(!limited, nothingSpeaksForIt, 'Nobody is turned away at a limit more than before'),
        ...when(limited && top, 1, `Most of them on ${routes[0]?.route}`),
        ...when(
          limited && sound < 1.5,
          0.5,
          'What the others ask for is as much as before, and is answered',
        ),
        ...when(
          strayMore(picture),
          -2.5,
          'It asks for what is not there: a program that tries addresses',
        ),
        ...when(service.fails, -0.5, 'Requests of others fail too'),
      ],
      next: `catops rollup --date ${dayOf(picture)} --by account`,
    },
  ];
};

/** A program goes through addresses and ids that do not exist. */
export const considerBot: Consider = (picture) => {
  const { service } = picture;
  const stray = strayMore(picture);
  const refusing = refusesWhatItTook(picture);
  const unmatched = picture.routes.find(({ route }) => route === unmatchedRoute);
  const many = (unmatched?.factor ?? 1) >= 2 && (unmatched?.after.requests ?? 0) >= 20;
  return [
    {
      ...{ cause: 'bot', family: 'traffic', subject: null },
      title: 'A program that tries addresses (bot, scanner)',
      evidence: [
        ...when(
          stray,
          4,
          `${percent(share(service.after.refused, service.after.requests) ?? 0)} of the requests are for what is not there or not allowed, ${percent(share(service.before.refused, service.before.requests) ?? 0)} before`,
        ),
        ...when(!stray, nothingSpeaksForIt, 'Requests for what is not there are as rare as before'),
        ...when(stray && many, 2, 'Many of them are for paths that are no route'),
        ...when(
          stray && !many && releaseNear(picture) && (service.factor ?? 1) < 1.3,
          -2,
          'No more requests came, and a release went live just before',
        ),
        ...when(refusing !== null, -3.5, `${refusing} refuses what it took before`),
        ...when(service.fails, -0.5, 'Requests of others fail too'),
      ],
      next: `catops rollup --date ${dayOf(picture)} --by status`,
    },
  ];
};

/** Whether requests for what is not there grew. */
function strayMore({ service }: Picture): boolean {
  return moreOf(service, ({ refused }) => refused, 0.03);
}

/** By how much the requests grew that were neither refused nor turned away. */
function goodFactor({ before, after }: Picture['service']): number {
  const good = (sums: Sums) =>
    rateOf({ ...sums, requests: sums.requests - sums.refused - sums.limited }) ?? 0;
  return (good(after) + 0.01) / (good(before) + 0.01);
}
