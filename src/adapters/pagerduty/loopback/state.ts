import { vendorNow } from '../../../testing/loopback-vendor.js';
import type { PagerDutyAccount } from './account.js';

/** One entry of an incident's log. */
export interface LogEntry {
  readonly id: string;
  readonly type: string;
  readonly summary: string;
  readonly created_at: string;
  readonly agent: { readonly type: string; readonly id: string; readonly summary: string };
  readonly channel: { readonly type: string };
}

/** An incident as it stands on the vendor's side. */
export interface PagerDutyIncident {
  readonly id: string;
  readonly number: number;
  readonly key: string;
  readonly title: string;
  readonly madeAt: number;
  readonly details: unknown;
  readonly links: unknown;
  status: 'triggered' | 'acknowledged' | 'resolved';
  level: number;
  readonly log: LogEntry[];
  readonly notes: { readonly id: string; readonly content: string; readonly created_at: string }[];
  readonly requestedResponders: string[];
}

/** Everything the loopback account holds, for tests to count. */
export interface PagerDutyState {
  readonly incidents: PagerDutyIncident[];
  /** Every accepted event, duplicates and dropped ones too. */
  readonly events: { readonly action: string; readonly key: string; readonly effect: string }[];
  /** Every accepted change event. */
  readonly changes: { readonly summary: string; readonly payload: unknown }[];
  /** Milliseconds until a new incident or note shows in listings. */
  lagMs: number;
}

/** A new, empty account. */
export function createState(): PagerDutyState {
  return { incidents: [], events: [], changes: [], lagMs: 0 };
}

let ids = 0;

/** An id in the vendor's manner. */
export function nextId(prefix: string): string {
  ids += 1;
  return `${prefix}${ids.toString(36).toUpperCase().padStart(6, '0')}`;
}

/** Opens an incident: somebody is paged. */
export function openIncident(
  state: PagerDutyState,
  given: Pick<PagerDutyIncident, 'key' | 'title' | 'details' | 'links'>,
  account: PagerDutyAccount,
): PagerDutyIncident {
  const incident: PagerDutyIncident = {
    ...given,
    id: nextId('Q'),
    number: state.incidents.length + 1,
    madeAt: vendorNow(),
    status: 'triggered',
    level: 1,
    log: [],
    notes: [],
    requestedResponders: [],
  };
  state.incidents.push(incident);
  log(incident, 'trigger_log_entry', 'Triggered through the API.', account);
  const reached = account.users[0];
  if (reached) log(incident, 'notify_log_entry', `Notified ${reached.name} by phone.`, account);
  return incident;
}

/** Adds to an incident's log; the agent is a person when their number is given. */
export function log(
  incident: PagerDutyIncident,
  type: string,
  summary: string,
  account: PagerDutyAccount,
  email?: string,
): void {
  const user = account.users.find((each) => each.email === email);
  incident.log.push({
    id: nextId('R'),
    type,
    summary,
    created_at: new Date(vendorNow()).toISOString(),
    agent: user
      ? { type: 'user_reference', id: user.id, summary: user.name }
      : { type: 'service_reference', id: account.service.id, summary: account.service.name },
    channel: { type: email ? 'web_trigger' : 'api' },
  });
}

/** What listings show: the newest comes late while `lagMs` is set. */
export function visible(state: PagerDutyState): PagerDutyIncident[] {
  const until = vendorNow() - state.lagMs;
  return state.incidents.filter(({ madeAt }) => state.lagMs === 0 || madeAt <= until);
}
