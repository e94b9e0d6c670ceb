import type { IncidentDeps } from './deps.js';
import type { IncidentId } from './entry.js';
import { foldIncident } from './fold.js';
import type { IncidentSummary } from './incident.js';
import { isEnded } from './transitions.js';
import type { ListIncidents, ListInput } from './use-cases.js';

/** Newest first. Reads as many records as it shows, and those that the filters pass over. */
export const listIncidents: ListIncidents = async (deps, input) => {
  const incidents: IncidentSummary[] = [];
  for await (const id of idsFor(deps, input)) {
    const summary = await summarise(deps, id);
    if (!summary) continue;
    if (input.since !== undefined && summary.openedAt < input.since) break;
    if (!matches(summary, input)) continue;
    if (incidents.length === input.limit) return { incidents, more: true };
    incidents.push(summary);
  }
  return { incidents, more: false };
};

async function* idsFor({ store }: IncidentDeps, { which }: ListInput): AsyncIterable<IncidentId> {
  if (which === 'open') yield* await store.open();
  else yield* store.ids();
}

async function summarise(
  { store, policy }: IncidentDeps,
  id: IncidentId,
): Promise<IncidentSummary | null> {
  const record = await store.read(id).catch(() => null);
  if (!record) return null;
  const incident = foldIncident(record.entries, policy.updateEveryMinutes);
  const { title, severity, state, service, nature, openedAt, updateDueAt } = incident;
  const lead = incident.roles.lead ?? null;
  const queued = record.queue.length;
  return { id, title, severity, state, service, nature, openedAt, updateDueAt, lead, queued };
}

function matches(summary: IncidentSummary, { which, state, severity }: ListInput): boolean {
  if (which === 'open' && isEnded(summary.state)) return false;
  if (state !== undefined && summary.state !== state) return false;
  return severity === undefined || summary.severity === severity;
}
