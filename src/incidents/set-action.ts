import { changeIncident, refuse } from './change-incident.js';
import { draft } from './draft.js';
import type { ActionBody } from './entry.js';
import type { Incident } from './incident.js';
import type { ActionInput, SetAction } from './use-cases.js';

/** Adds something to be done against the next time, or changes it. */
export const setAction: SetAction = (deps, input, onEvent, signal) =>
  changeIncident(deps, input.id, onEvent, signal, (incident) => ({
    entries: [draft(deps, bodyOf(incident, input))],
  }));

function bodyOf({ actions, id }: Incident, input: ActionInput): ActionBody {
  const known = actions.find((item) => item.id === input.action);
  if (input.action !== undefined && !known) throw refuse(`${id} has no action ${input.action}.`);
  const text = (input.text ?? known?.text ?? '').trim();
  if (text === '') throw refuse('An action needs a text: what is to be done.');
  return {
    kind: 'action',
    action: known?.id ?? `A${actions.length + 1}`,
    text,
    does: input.does ?? known?.does ?? 'prevent',
    owner: input.owner === undefined ? (known?.owner ?? null) : input.owner,
    due: input.due === undefined ? (known?.due ?? null) : input.due,
    priority: input.priority ?? known?.priority ?? 'normal',
    status: input.status ?? known?.status ?? 'open',
    url: input.url === undefined ? (known?.url ?? null) : input.url,
  };
}
