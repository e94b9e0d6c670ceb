import { isAlarmKey, isKeyOf } from '../../incidents/alarm-key.js';
import type { IncidentDeps } from '../../incidents/deps.js';
import type { IncidentId } from '../../incidents/entry.js';
import { foldIncident } from '../../incidents/fold.js';
import type { Incident } from '../../incidents/incident.js';
import { isActive } from '../../incidents/transitions.js';
import { type AlarmNews, isFiringText } from './alarm-news.js';

type Records = Pick<IncidentDeps, 'store' | 'policy'>;

/** For so long after an alarm opened it, an incident takes in what else fires. */
const joinsForMs = 60 * 60_000;

/** The incidents that people work on, newest first. */
export async function activeIncidents(records: Records): Promise<readonly Incident[]> {
  const found: Incident[] = [];
  for (const id of await records.store.open()) {
    const incident = await read(records, id);
    if (incident && isActive(incident.state)) found.push(incident);
  }
  return found;
}

/** Whether it is about the alarm: opened for it, or told that it fires. */
export function isAbout(incident: Incident, news: AlarmNews): boolean {
  return (
    isKeyOf(incident.key, news.pagesAs) ||
    notesIn(incident).some((text) => isFiringText(text, news))
  );
}

/**
 * Whether it takes in an alarm that fires: one cause trips several alarms, and wakes once. Not one
 * that is worse than what people know of, and neither what a person nor what a test opened takes any.
 */
export function takesIn(
  { policy }: Records,
  { key, page, milestones, openedAt, severity }: Incident,
  news: AlarmNews,
): boolean {
  const isYoung = Date.parse(news.change.at) - Date.parse(openedAt) <= joinsForMs;
  const isAwake = page || milestones.paged !== undefined || !policy.page[news.severity];
  // sev1 is before sev4.
  return isAlarmKey(key) && isYoung && isAwake && severity <= news.severity;
}

/** Whether an incident was opened for that firing, or was told of it; it may be over already. */
export async function wasTold(
  records: Records,
  { key, text, at }: { readonly key: string; readonly text: string; readonly at: string },
): Promise<boolean> {
  const oldest = new Date(Date.parse(at) - joinsForMs).toISOString();
  for await (const id of records.store.ids()) {
    const incident = await read(records, id);
    if (incident && (incident.key === key || notesIn(incident).includes(text))) return true;
    if (incident && incident.openedAt < oldest) return false;
  }
  return false;
}

/** The texts of its notes. */
export function notesIn({ entries }: Pick<Incident, 'entries'>): readonly string[] {
  return entries.flatMap((entry) => (entry.kind === 'note' ? [entry.text] : []));
}

async function read({ store, policy }: Records, id: IncidentId): Promise<Incident | null> {
  try {
    const { entries } = await store.read(id);
    return foldIncident(entries, policy.updateEveryMinutes);
  } catch {
    // Cut off while it was opened, or not for this program: no page was ever sent for it.
    return null;
  }
}
