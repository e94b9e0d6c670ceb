import type { PageFinder, PageSeen } from '../../alarms/test-alarm.js';
import type { Failure } from '../../incidents/ports.js';
import { CatopsError } from '../../platform/errors.js';
import { printable } from '../../platform/terminal-text.js';
import { createPagerDutyClient, fieldsOf } from './client.js';
import type { PagerDutyOptions } from './on-call.js';
import { arrayOf, textOf } from './read-incident.js';

// The clocks of two vendors are not one.
const earlierMs = 5000;

/** Finds the incidents that alarms of CloudWatch opened, by their titles. Needs a REST key. */
export function createPagerDutyFinder(options: PagerDutyOptions): PageFinder {
  const client = createPagerDutyClient(options);
  return {
    find: async (alarms, from, signal) => {
      const query = {
        since: new Date(Date.parse(from) - earlierMs).toISOString(),
        'service_ids[]': [...options.services],
        sort_by: 'created_at:desc',
        limit: '100',
      };
      const found = await client.get('incidents', query, signal);
      signal.throwIfAborted();
      if (found.kind !== 'done') throw notFound(found);
      const incidents = arrayOf(fieldsOf(found.value)['incidents']).map(fieldsOf);
      return incidents.flatMap((incident) => {
        const alarm = alarms.find((name) => isTitleOf(textOf(incident['title']), name));
        return alarm === undefined ? [] : [seenIn(incident, alarm)];
      });
    },
  };
}

/**
 * The title is the subject of the topic's message, `ALARM: "name" in EU (Ireland)`, in which a long
 * name is cut: `ALARM: "the-begin-of-it..." in EU (Ireland)`.
 */
function isTitleOf(title: string, alarm: string): boolean {
  if (title.includes(alarm)) return true;
  const begin = /"(.+)\.\.\."/.exec(title)?.[1];
  return begin !== undefined && alarm.startsWith(begin);
}

function seenIn(incident: Readonly<Record<string, unknown>>, alarm: string): PageSeen {
  const number = String(incident['incident_number']);
  const names = arrayOf(incident['assignments'])
    .map((each) => textOf(fieldsOf(fieldsOf(each)['assignee'])['summary']))
    .filter((name) => name !== '');
  const whom = names.length === 0 ? 'nobody is assigned' : `assigned to ${names.join(', ')}`;
  const says = printable(
    `PagerDuty incident #${number} is ${textOf(incident['status'])}, ${whom}.`,
  );
  // Who is assigned is notified by their own rules; an incident of nobody's wakes nobody.
  const ok = names.length > 0 || incident['status'] === 'resolved';
  return { at: textOf(incident['created_at']), ok, alarm, by: 'incident', says };
}

function notFound(failure: Failure): CatopsError {
  const { kind, message } = failure;
  if (kind === 'rate-limited') return new CatopsError('vendor-throttled', message);
  if (kind === 'permanent')
    return new CatopsError('credential-refused', message, { hint: failure.hint });
  return new CatopsError('vendor-unreachable', message, { hint: 'try again' });
}
