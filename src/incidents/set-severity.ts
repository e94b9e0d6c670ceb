import { changeIncident, refuse } from './change-incident.js';
import type { Work } from './deliveries/delivery.js';
import type { IncidentDeps } from './deps.js';
import { draft } from './draft.js';
import type { Incident } from './incident.js';
import { pagedOutcome } from './paged-outcome.js';
import { withPhones } from './phone-fallback.js';
import type { StoredRecord } from './store.js';
import { isActive } from './transitions.js';
import type { SetSeverity, SeverityInput } from './use-cases.js';

/** Changes how loud it is; to a level that wakes somebody where nobody was woken yet, it pages. */
export const setSeverity: SetSeverity = async (deps, input, onEvent, signal) => {
  const { onEvent: tell } = withPhones(deps, onEvent);
  let pages = false;
  const outcome = await changeIncident(deps, input.id, tell, signal, (incident, record) => {
    if (incident.severity === input.severity) {
      throw refuse(`${incident.id} is ${incident.severity} already.`);
    }
    pages = mustPage(deps, input, incident, record);
    const works: readonly Work[] = pages ? [{ op: 'page.trigger' }] : [];
    const { severity: from } = incident;
    const body = {
      kind: 'severity',
      from,
      to: input.severity,
      reason: input.reason ?? null,
    } as const;
    return { entries: [draft(deps, body)], works };
  });
  return pages ? pagedOutcome(deps, outcome) : outcome;
};

function mustPage(
  { policy }: IncidentDeps,
  input: SeverityInput,
  { state, milestones, nature }: Incident,
  { queue }: StoredRecord,
): boolean {
  const wanted = input.page ?? (policy.page[input.severity] && nature !== 'backfilled');
  const paged = milestones.paged || queue.some(({ work }) => work.op === 'page.trigger');
  return wanted && !paged && isActive(state);
}
