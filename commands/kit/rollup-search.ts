import type { RollupReport } from '../../src/contracts/rollup-report.js';
import { CatopsError } from '../../src/platform/errors.js';
import { nearest } from '../../src/platform/nearest.js';
import { printable } from '../../src/platform/terminal-text.js';
import { utc } from '../../src/platform/zone.js';
import { wrapText } from '../../src/presentation/wrap-text.js';
import { type ReportRequest, readReport } from '../../src/rollups/read-report.js';
import { windowText } from '../../src/rollups/report/window-text.js';
import type { Rollups } from './wiring.js';

/** A route without a request in the window is one that nobody asked for, or a slip: say which is near. */
export async function refuseUnknownRoute(
  rollups: Rollups,
  request: ReportRequest,
  report: RollupReport,
  signal: AbortSignal,
): Promise<void> {
  if (request.route === null || report.total.requests > 0) return;
  const all = { ...request, route: null, by: 'route', compare: null } as const;
  const { rows } = await readReport(rollups, all, signal);
  if (rows.length === 0) return;
  const meant = nearest(
    request.route,
    rows.map(({ key }) => key),
  );
  throw new CatopsError('route-unknown', `No request of ${request.route} is in the window.`, {
    hint: meant === undefined ? 'catops rollup names the routes' : `--route "${meant}"`,
  });
}

/** What to say where there is nothing to count: where the log was looked for, and how it comes there. */
export async function nothingFound(
  { deps: { logs, store } }: Rollups,
  { total, window }: RollupReport,
  { width, signal }: { readonly width: number; readonly signal: AbortSignal },
): Promise<string | null> {
  if (total.requests > 0) return null;
  const days = await logs.days(signal);
  const none = `No request in ${windowText(window, utc)}.`;
  if (days.length > 0) return printable(`${none} The log in ${logs.place} has ${spanOf(days)}.`);
  const rolled = await store.days('rollup_hour', signal);
  if (rolled.length > 0) {
    return printable(`${none} There is no log in ${logs.place}; rolled up are ${spanOf(rolled)}.`);
  }
  return [
    `There is no request log yet. Looked in ${logs.place}.`,
    'The API writes it: run catops up, send some requests, stop it with Ctrl-C (a file is finished ' +
      'then, and every hour), and run catops rollup --date today. Another place: --logs, CATOPS_LOGS.',
  ]
    .flatMap((text) => wrapText(printable(text), width))
    .join('\n');
}

function spanOf(days: readonly string[]): string {
  return `${days[0]} to ${days.at(-1)}`;
}
