import { changeIncident } from '../incidents/change-incident.js';
import type { IncidentDeps } from '../incidents/deps.js';
import { draft } from '../incidents/draft.js';
import { listIncidents } from '../incidents/list-incidents.js';
import type { OnIncidentEvent } from '../incidents/outcome.js';
import { messageOf } from '../platform/errors.js';
import type { ChangeListener, ToldChange } from './change-listener.js';
import type { PlannedRequest } from './ports.js';

/** More than that at once, and nobody reads a timeline any more. */
const mostIncidents = 5;
/** Chat and board are told within that, or later: whoever deploys waits for none of them. */
const foregroundMs = 2000;

/** Incidents whose records stay as they are, and vendors that only take notes. */
export interface RehearsedIncidents {
  readonly deps: IncidentDeps;
  readonly onEvent: OnIncidentEvent;
  /** What would have been sent so far, in order. */
  requests(): readonly PlannedRequest[];
  close(): Promise<void>;
}

/** Writes changes into the timeline of every incident of the service that is open. */
export function createIncidentListener(
  deps: IncidentDeps,
  rehearse: () => Promise<RehearsedIncidents>,
): ChangeListener {
  return {
    name: 'The open incident',
    // What chat and board hear of the record is up to the incident: it is tried out on a copy.
    requests: async (told, signal) => {
      if ((await openIncidents(deps)).length === 0) return [];
      const rehearsal = await rehearse();
      try {
        await note(rehearsal.deps, told, rehearsal.onEvent, signal);
        return rehearsal.requests();
      } finally {
        await rehearsal.close();
      }
    },
    tell: async (told, signal) => {
      try {
        await note(deps, told, () => {}, signal);
        return null;
      } catch (error) {
        return messageOf(error);
      }
    },
  };
}

async function openIncidents(deps: IncidentDeps) {
  const { incidents } = await listIncidents(deps, { which: 'open', limit: mostIncidents });
  return incidents.filter(({ service }) => service === deps.policy.service);
}

async function note(
  given: IncidentDeps,
  { summary, at, actor }: ToldChange,
  onEvent: OnIncidentEvent,
  signal: AbortSignal,
): Promise<void> {
  const deps = { ...given, policy: { ...given.policy, foregroundMs } };
  for (const { id } of await openIncidents(deps)) {
    const when = { at, precision: 'exact' } as const;
    const by = { id: actor, role: null, kind: 'person' } as const;
    const about = { when, actor: by, source: 'deploys' } as const;
    const entry = draft(deps, { kind: 'note', text: summary }, about);
    await changeIncident(deps, id, onEvent, signal, () => ({ entries: [entry] }));
  }
}
