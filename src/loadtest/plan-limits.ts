import { CatopsError } from '../platform/errors.js';
import { caps } from './caps.js';
import type { FeedValues } from './fill-feeds.js';
import { textsOf } from './placeholders.js';
import type { PhaseDeal } from './route-shares.js';
import type { Scenario, ScenarioFile, ScenarioRoute } from './scenario.js';
import { feedsUsed, variantCount } from './variants.js';

/**
 * Refuses, as `scenario-invalid`, requests that would take more memory than a load test may, before
 * they are made.
 */
export function refuseLargeRequests({ scenario, locate }: ScenarioFile, values: FeedValues): void {
  const sizes = Object.fromEntries(Object.entries(values).map(([name, all]) => [name, all.length]));
  let bytes = 0;
  for (const route of scenario.routes) {
    bytes += variantCount(route, scenario, sizes) * bytesOf(route, scenario);
    if (bytes <= caps.preparedBytes) continue;
    const most = caps.preparedBytes / 1_048_576;
    throw new CatopsError(
      'scenario-invalid',
      `${locate(['routes', route.route])} ${route.route}: its requests and those before it would take more than ${most} MB; shorter bodies or feeds with fewer values fit.`,
    );
  }
}

function bytesOf(route: ScenarioRoute, { headers }: Scenario): number {
  const texts = [
    route.route,
    ...textsOf(route.params),
    ...textsOf(route.query),
    ...textsOf(route.headers),
    ...textsOf(headers),
    JSON.stringify(route.body?.value ?? ''),
  ];
  return texts.reduce((sum, text) => sum + text.length, 0);
}

/** Refuses, as `scenario-invalid`, unique feeds that would not last to the end of the load. */
export function refuseShortFeeds(
  { scenario, locate }: ScenarioFile,
  values: FeedValues,
  deals: readonly PhaseDeal[],
): void {
  for (const [name, { pick }] of Object.entries(scenario.feeds)) {
    const index = scenario.routes.findIndex((route) => feedsUsed(route, scenario).includes(name));
    const route = scenario.routes[index];
    if (pick !== 'unique' || route === undefined) continue;
    const at = `${locate(['feeds', name])} feeds.${name}: its values are unique`;
    const fault = (reason: string): CatopsError =>
      new CatopsError('scenario-invalid', `${at}, ${reason}`);
    if (deals.some(({ phase, counts }) => phase.rate === null && (counts[index] ?? 0) > 0)) {
      throw fault(`and a closed phase sends ${route.route} as often as it can.`);
    }
    const needed = deals.reduce((sum, { counts }) => sum + (counts[index] ?? 0), 0);
    const has = values[name]?.length ?? 0;
    if (has >= needed) continue;
    throw fault(`it has ${has} of them, and the phases send ${route.route} ${needed} times.`);
  }
}

/** Whether a warm-up would use up what the load is to be measured with. */
export function isUsedUp(route: ScenarioRoute, scenario: Scenario): boolean {
  return feedsUsed(route, scenario).some((name) => scenario.feeds[name]?.pick === 'unique');
}
