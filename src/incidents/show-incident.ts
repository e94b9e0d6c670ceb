import { foldIncident } from './fold.js';
import { reportTargets } from './report-targets.js';
import type { ShowIncident } from './use-cases.js';

/** How an incident stands. Reads only. */
export const showIncident: ShowIncident = async (deps, id) => {
  const { entries, queue, problems } = await deps.store.read(id);
  const incident = foldIncident(entries, deps.policy.updateEveryMinutes);
  const targets = reportTargets(deps.targets, incident, queue);
  return { incident, exit: 'ok', targets, warnings: [], problems };
};
