import { additions } from './change-incident.js';
import type { IncidentDeps } from './deps.js';
import type { IncidentId } from './entry.js';
import { foldIncident } from './fold.js';
import type { StoredRecord } from './store.js';
import { isActive } from './transitions.js';

/** As long as a page is tried: after that nobody is woken for something old. */
const missedForMs = 60 * 60_000;

/**
 * Queues the page of an incident that was to wake somebody while on-call was not set up, once it is.
 * Does nothing when somebody was paged or has acknowledged, or when it was opened over an hour ago.
 */
export async function queueMissedPage(
  deps: IncidentDeps,
  id: IncidentId,
  signal: AbortSignal,
): Promise<void> {
  if (deps.targets.onCall.kind === 'absent') return;
  if (!isMissed(deps, await deps.store.read(id))) return;
  const build = (record: StoredRecord) =>
    additions(deps, record, () => ({
      entries: [],
      works: isMissed(deps, record) ? [{ op: 'page.trigger' }] : [],
    }));
  await deps.store.change(id, build, signal);
}

function isMissed({ clock, policy }: IncidentDeps, { entries, queue }: StoredRecord): boolean {
  const incident = foldIncident(entries, policy.updateEveryMinutes);
  const { paged, acknowledged } = incident.milestones;
  return (
    incident.page &&
    isActive(incident.state) &&
    !paged &&
    !acknowledged &&
    incident.targetStates['on-call'].state === 'none' &&
    !queue.some(({ target }) => target === 'on-call') &&
    clock.now() - Date.parse(incident.openedAt) < missedForMs
  );
}
