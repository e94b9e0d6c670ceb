import type { PagerDutyAccount, PagerDutyUser } from './account.js';
import type { LogEntry, PagerDutyIncident } from './state.js';

// The parts of REST v2 answers that are documented and used here.

export function showIncident(incident: PagerDutyIncident, account: PagerDutyAccount): object {
  const assignee = account.users[incident.level - 1];
  return {
    id: incident.id,
    type: 'incident',
    incident_number: incident.number,
    incident_key: incident.key,
    title: incident.title,
    status: incident.status,
    urgency: 'high',
    created_at: new Date(incident.madeAt).toISOString(),
    html_url: `https://example.pagerduty.com/incidents/${incident.id}`,
    service: { id: account.service.id, type: 'service_reference', summary: account.service.name },
    escalation_policy: policy(account),
    assignments:
      assignee && incident.status !== 'resolved'
        ? [{ at: new Date(incident.madeAt).toISOString(), assignee: userReference(assignee) }]
        : [],
  };
}

export function showLogEntry(entry: LogEntry, account: PagerDutyAccount): object {
  // A notification names whom it went to.
  const notified = account.users.find(({ name }) => entry.summary.includes(name));
  const { id, type, summary, created_at, agent, channel } = entry;
  const shown = { id, type, summary, created_at, agent, channel, html_url: null };
  return type === 'notify_log_entry' && notified
    ? { ...shown, user: userReference(notified) }
    : shown;
}

export function showUser(user: PagerDutyUser): object {
  return {
    id: user.id,
    type: 'user',
    name: user.name,
    email: user.email,
    time_zone: user.timeZone,
    summary: user.name,
  };
}

export function contactMethods(user: PagerDutyUser): object[] {
  return [
    { id: `${user.id}M`, type: 'email_contact_method', address: user.email },
    ...user.phones.map(({ countryCode, address }, at) => ({
      id: `${user.id}P${at}`,
      type: 'phone_contact_method',
      country_code: countryCode,
      address,
    })),
  ];
}

export function onCalls(account: PagerDutyAccount): object[] {
  // Deeper levels first: the order is not promised.
  return account.users
    .map((user, at) => ({
      escalation_level: at + 1,
      escalation_policy: policy(account),
      user: showUser(user),
      schedule: null,
      start: null,
      end: null,
    }))
    .reverse();
}

export function service(
  account: PagerDutyAccount,
): { readonly id: string } & Readonly<Record<string, unknown>> {
  return {
    ...account.service,
    type: 'service',
    status: 'active',
    escalation_policy: policy(account),
  };
}

export function policy(
  account: PagerDutyAccount,
): { readonly id: string } & Readonly<Record<string, unknown>> {
  return {
    id: account.escalationPolicy.id,
    type: 'escalation_policy_reference',
    summary: account.escalationPolicy.name,
    name: account.escalationPolicy.name,
    num_loops: 2,
  };
}

function userReference(user: PagerDutyUser): object {
  return { id: user.id, type: 'user_reference', summary: user.name };
}
