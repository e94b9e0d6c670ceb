import { changeIncident, refuse } from './change-incident.js';
import { draft } from './draft.js';
import type { PublishCard } from './use-cases.js';

/** Sends the approved text to the public board. Refuses any text but the one that was approved. */
export const publishCard: PublishCard = (deps, input, onEvent, signal) => {
  const { id, ...card } = input;
  return changeIncident(deps, id, onEvent, signal, (incident) => {
    if (incident.private) throw refuse(`${id} is private: it has no public card.`);
    if (incident.public.approved?.sha256 !== card.sha256) {
      throw refuse('This text is not the one that was approved.', `catops incident publish ${id}`);
    }
    const body = { kind: 'public', step: 'published', sha256: card.sha256, text: null } as const;
    return { entries: [draft(deps, body)], works: [{ op: 'public.card', ...card }] };
  });
};
