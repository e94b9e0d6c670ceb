import { isKeyOf } from '../incidents/alarm-key.js';
import type { IncidentDeps } from '../incidents/deps.js';
import { isDelivered } from '../incidents/entry.js';
import { foldIncident } from '../incidents/fold.js';
import type { Incident } from '../incidents/incident.js';
import type { PageSeen, PageWitness } from './test-alarm.js';

/** Sees the pages of this machine: in the records of the incidents that its alarms open. */
export function createIncidentWitness({
  store,
  policy,
}: Pick<IncidentDeps, 'store' | 'policy'>): PageWitness {
  return {
    proves: 'incident',
    pages: async (alarm, from, signal) => {
      const seen: PageSeen[] = [];
      for (const id of await store.open()) {
        signal.throwIfAborted();
        const record = await store.read(id).catch(() => null);
        if (!record) continue;
        const incident = foldIncident(record.entries, policy.updateEveryMinutes);
        if (isAbout(incident, alarm)) seen.push(...pagesIn(incident, alarm, from));
      }
      return seen;
    },
  };
}

/** Its key names the alarm it pages through, its title the one that fired. */
function isAbout({ key, title }: Incident, alarm: string): boolean {
  return isKeyOf(key, alarm) || title.endsWith(`(${alarm})`);
}

function pagesIn(incident: Incident, alarm: string, from: string): PageSeen[] {
  const { id, entries, page, openedAt } = incident;
  const seen = (at: string, ok: boolean, says: string): PageSeen => ({
    ...{ at, ok, alarm, by: 'incident', says },
  });
  // How bad it is decides whom it wakes: for some of them nobody.
  if (!page && openedAt >= from)
    return [seen(openedAt, true, `${id} was opened; its severity wakes nobody.`)];
  const paged = entries.flatMap((entry): PageSeen[] => {
    if (entry.kind !== 'delivery' || entry.op !== 'page.trigger') return [];
    if (entry.occurredAt < from) return [];
    const says = isDelivered(entry) ? `${id} paged on-call.` : `${id} could not page on-call.`;
    return [seen(entry.occurredAt, isDelivered(entry), says)];
  });
  if (paged.length > 0 || openedAt < from) return paged;
  return [seen(openedAt, false, `${id} was opened, and nobody is paged yet.`)];
}
