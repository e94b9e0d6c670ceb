import { causeShare, type Picture } from '../picture.js';
import { share } from '../sums.js';
import { type Consider, counted, factorText, nothingSpeaksForIt, percent, when } from './claim.js';
import { anythingIll, medianFactor } from './traits.js';

/** More of everything was asked for than can be done. */
export const considerTraffic: Consider = (picture) => {
  const { service, routes } = picture;
  const middle = medianFactor(picture);
  const broad = (service.factor ?? 1) >= 1.5 && middle >= 1.4;
  const surge = (service.factor ?? 1) >= 2;
  const overload = causeShare(picture, 'overload');
  const code = causeShare(picture, 'code');
  const slow = routes.filter((route) => route.slow).length;
  const top = topPart(picture);
  const limited = share(service.after.limited, service.after.requests) ?? 0;
  return [
    {
      ...{ cause: 'traffic', family: 'traffic', subject: null },
      title: slow > 0 || service.fails ? 'More traffic than can be served' : 'Far more traffic',
      evidence: [
        ...when(
          broad,
          // By so little they rise every day.
          surge ? 3.5 : 1.5,
          `Requests rose ${factorText(service)} over all routes (×${middle.toFixed(1)} in the middle)`,
        ),
        ...when(
          !broad,
          nothingSpeaksForIt,
          `Requests did not rise over all routes (${factorText(service)}, ×${middle.toFixed(1)} in the middle)`,
        ),
        ...when(
          broad && (overload >= 0.3 || slow > 0),
          1.5,
          overload >= 0.3
            ? `${percent(overload)} of the added failures are of too much waiting`
            : `${counted(slow, 'route')} got slower with it`,
        ),
        ...when(top >= 0.5, -3, `${percent(top)} of the added requests are of one route`),
        ...when(anythingIll(picture), -1.5, 'Something the API depends on fell ill'),
        ...when(code >= 0.5, -2.5, `${percent(code)} of the added failures are of our own code`),
        ...when(limited >= 0.1, -1.5, 'Much of it is one caller who is turned away at a limit'),
      ],
      next: 'catops env scale --dry-run',
    },
  ];
};

/** Of the requests a second that were added, the share of the one route with the most. */
function topPart({ routes, service }: Picture): number {
  const more = ({ before, after }: Pick<Picture['service'], 'before' | 'after'>) =>
    after.requests / Math.max(1, after.seconds) - before.requests / Math.max(1, before.seconds);
  const all = more(service);
  return all <= 0 ? 0 : Math.max(0, ...routes.map(more)) / all;
}
