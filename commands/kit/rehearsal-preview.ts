import type { IncidentDeps } from '../../src/incidents/deps.js';
import { lengthText } from '../../src/platform/format-time.js';
import { opText } from '../views/incident-progress.js';
import { personText } from './incident-reply.js';
import type { Preview } from './preview.js';
import type { Rehearsal } from './wiring.js';

/** What a rehearsed command would have sent and whom it would have woken, as last known. */
export async function rehearsalPreview(
  rehearsal: Rehearsal,
  real: IncidentDeps,
  now: number,
): Promise<Preview> {
  const requests = rehearsal.requests();
  const wakes = requests.some(({ does }) => does === 'page.trigger' || does === 'page.escalate');
  return {
    summary: 'Nothing was written or sent. The command would send this, in this order:',
    wakes: wakes ? await onCallLines(real, now) : [],
    notes: wakes ? rehearsal.notes() : ['It would wake nobody.', ...rehearsal.notes()],
    requests: requests.map((request) => ({ ...request, does: opText(request.does) })),
  };
}

async function onCallLines({ store }: IncidentDeps, now: number): Promise<string[]> {
  const cache = await store.onCallCache();
  if (cache === null) return ['whoever is on call; not looked up yet (catops oncall)'];
  const age = lengthText(now - Date.parse(cache.at));
  return cache.people.map((person, i) => {
    const order = i === 0 ? '' : 'unless somebody answers before, ';
    return `${order}${personText(person, now)}, as of ${age} ago`;
  });
}
