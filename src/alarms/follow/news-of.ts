import type { Alarm } from '../alarm.js';
import type { AlarmNews } from '../local/alarm-news.js';
import type { ToldChange } from './follow-event.js';

/** Where an alarm does not say how bad it is. */
const defaultSeverity = 'sev2';

/** A change as it is told to people. `alarms` are all: a composite speaks for those it is made of. */
export function newsOf(
  { change, alarm }: Pick<ToldChange, 'change' | 'alarm'>,
  alarms: readonly Alarm[],
): AlarmNews {
  const speaker = speakerOf(change.name, alarms);
  const severity = speaker?.severity ?? alarm?.severity ?? defaultSeverity;
  const runbook = alarm?.runbook ?? speaker?.runbook ?? '';
  const summary = change.reason === '' ? 'An alarm fires' : `Alarm: ${change.reason}`;
  return { change, pagesAs: speaker?.name ?? change.name, summary, severity, runbook, since: null };
}

/** The composite alarm whose rule names this one, so that one outage wakes once. */
function speakerOf(name: string, alarms: readonly Alarm[]): Alarm | undefined {
  return alarms.find(
    ({ type, metric }) => type === 'composite' && namesIn(metric ?? '').includes(name),
  );
}

/** `ALARM("error-share") OR ALARM(arn:aws:…:alarm:api-down)`: the names of its alarms. */
function namesIn(rule: string): readonly string[] {
  const quoted = /\b(?:ALARM|OK|INSUFFICIENT_DATA)\(\s*(?:"([^"]+)"|'([^']+)'|([^)"'\s]+))\s*\)/g;
  return [...rule.matchAll(quoted)].map(([, double, single, bare]) =>
    (double ?? single ?? bare ?? '').replace(/^arn:.*:alarm:/, ''),
  );
}
