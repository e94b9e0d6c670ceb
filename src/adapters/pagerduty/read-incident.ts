import type { Outcome } from '../../incidents/ports.js';
import { vendorTimeOf } from '../../platform/vendor-failure.js';
import { safeUrl } from '../../presentation/markdown.js';
import { fieldsOf, type PagerDutyClient } from './client.js';

/** A person as an incident names one. */
export interface PersonReference {
  readonly id: string;
  readonly name: string;
}

/** The incident of one page. */
export interface PagerDutyRecord {
  readonly id: string;
  readonly url: string | null;
  readonly status: 'triggered' | 'acknowledged' | 'resolved';
  readonly assignees: readonly PersonReference[];
}

/** One entry of an incident's log. */
export interface PagerDutyLogLine {
  readonly id: string;
  /** `acknowledge`, `notify`, `resolve` … */
  readonly kind: string;
  readonly at: string;
  readonly by: string;
  /** False for what a service, an integration or a rule did. */
  readonly human: boolean;
  readonly text: string;
  /** Whom a notification went to. */
  readonly notified: PersonReference | null;
}

const pageSize = 100;
const mostPages = 10;

/**
 * The incident of a key, the newest when there were several: after a resolve the same key opens anew.
 * `null` when the vendor has none. The key is never empty here: that would mean every open incident.
 */
export async function findIncident(
  client: PagerDutyClient,
  dedupKey: string,
  signal: AbortSignal,
): Promise<Outcome<PagerDutyRecord | null>> {
  // The default window is one month.
  const query = { incident_key: dedupKey, date_range: 'all', limit: String(pageSize) };
  const found = await client.get('incidents', query, signal);
  if (found.kind !== 'done') return found;
  const mine = arrayOf(fieldsOf(found.value)['incidents'])
    .map(fieldsOf)
    .filter((each) => each['incident_key'] === dedupKey)
    .sort((a, b) => Number(b['incident_number']) - Number(a['incident_number']))[0];
  return { ...found, value: mine ? recordOf(mine) : null };
}

/** The whole log of an incident, oldest first; bounded at 1000 entries. */
export async function readLog(
  client: PagerDutyClient,
  incident: string,
  signal: AbortSignal,
): Promise<Outcome<readonly PagerDutyLogLine[]>> {
  const lines: PagerDutyLogLine[] = [];
  for (let page = 0; ; page += 1) {
    const query = { limit: String(pageSize), offset: String(page * pageSize), time_zone: 'UTC' };
    const answer = await client.get(`incidents/${incident}/log_entries`, query, signal);
    if (answer.kind !== 'done') return answer;
    const { log_entries: entries, more } = fieldsOf(answer.value);
    lines.push(...arrayOf(entries).flatMap((entry) => lineOf(entry) ?? []));
    if (more !== true || page + 1 >= mostPages)
      return { ...answer, value: lines.sort((a, b) => a.at.localeCompare(b.at)) };
  }
}

/** The elements of an array; none of anything else. */
export function arrayOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** A text field; empty when it is none. */
export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** A reference to a user; undefined for anything else. */
export function personOf(value: unknown): PersonReference | undefined {
  const { id, type, name, summary } = fieldsOf(value);
  if (!textOf(type).startsWith('user') || textOf(id) === '') return undefined;
  return { id: textOf(id), name: textOf(name) || textOf(summary) || textOf(id) };
}

function recordOf(incident: Readonly<Record<string, unknown>>): PagerDutyRecord {
  const status = incident['status'];
  return {
    id: textOf(incident['id']),
    url: safeUrl(textOf(incident['html_url'])),
    status: status === 'acknowledged' || status === 'resolved' ? status : 'triggered',
    assignees: arrayOf(incident['assignments']).flatMap((each) => {
      const person = personOf(fieldsOf(each)['assignee']);
      return person ? [person] : [];
    }),
  };
}

function lineOf(value: unknown): PagerDutyLogLine | undefined {
  const entry = fieldsOf(value);
  const at = vendorTimeOf(textOf(entry['created_at']));
  if (at === undefined) return undefined;
  const type = textOf(entry['type']).replace(/_log_entry(_reference)?$/, '');
  const person = personOf(entry['agent']);
  return {
    id: textOf(entry['id']),
    kind: type,
    at,
    by: person?.name ?? (textOf(fieldsOf(entry['agent'])['summary']) || 'PagerDuty'),
    human: person !== undefined,
    text: textOf(entry['summary']) || type.replaceAll('_', ' '),
    notified: type === 'notify' ? (personOf(entry['user']) ?? null) : null,
  };
}
