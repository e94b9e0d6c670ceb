import { changeIncident } from '../incidents/change-incident.js';
import type { IncidentDeps } from '../incidents/deps.js';
import { draft } from '../incidents/draft.js';
import { listIncidents } from '../incidents/list-incidents.js';
import { messageOf } from '../platform/errors.js';
import type { ChangeListener } from './change-listener.js';

/** More than that at once, and nobody reads a timeline any more. */
const mostIncidents = 5;
/** Chat and board are told within that, or later: whoever deploys waits for none of them. */
const foregroundMs = 2000;

/** Writes changes into the timeline of every incident of the service that is open. */
export function createIncidentListener(given: IncidentDeps): ChangeListener {
  const deps = { ...given, policy: { ...given.policy, foregroundMs } };
  return {
    name: 'The open incident',
    // It goes into a record of this machine; what chat and board hear of that is up to the incident.
    requests: () => [],
    tell: async ({ summary, at, actor }, signal) => {
      try {
        const input = { which: 'open', limit: mostIncidents } as const;
        const { incidents } = await listIncidents(deps, input);
        for (const { id, service } of incidents) {
          if (service !== deps.policy.service) continue;
          const when = { at, precision: 'exact' } as const;
          const by = { id: actor, role: null, kind: 'person' } as const;
          const note = draft(
            deps,
            { kind: 'note', text: summary },
            { when, actor: by, source: 'deploys' },
          );
          await changeIncident(
            deps,
            id,
            () => {},
            signal,
            () => ({ entries: [note] }),
          );
        }
        return null;
      } catch (error) {
        return messageOf(error);
      }
    },
  };
}
