import { lengthText } from '../../platform/format-time.js';
import { printable } from '../../platform/terminal-text.js';
import type { Entry, EntryKind } from '../incident.js';

/** Whether persons are named (the terminal of the people at work) or only roles (a report). */
export type Naming = 'people' | 'roles';

type Describe = { readonly [K in EntryKind]: (entry: Entry<K>, naming: Naming) => string };

const describe: Describe = {
  opened: ({ title, severity, service }) => `Opened as ${severity} of ${service}: ${title}`,
  note: ({ text }) => text,
  update: ({ text, status, visibility }) =>
    `Update (${status}${visibility === 'public' ? ', public' : ''}): ${text}`,
  state: ({ from, to, reason, forced }) =>
    `State: ${from} → ${to}${because(reason)}${forced ? ' (a rule was overridden)' : ''}`,
  severity: ({ from, to, reason }) => `Severity: ${from} → ${to}${because(reason)}`,
  role: ({ role, person }, naming) => {
    if (person === null) return `Role given up: ${role}`;
    return naming === 'people' ? `Role taken: ${role}, ${person}` : `Role taken: ${role}`;
  },
  milestone: ({ name, text }) => `${milestoneTitle(name)}${text ? `: ${text}` : ''}`,
  reached: ({ people }, naming) =>
    naming === 'people' && people.length > 0
      ? `On-call was reached: ${people.map(({ name }) => name).join(', ')}`
      : `On-call was reached: ${counted(people.length, 'person', 'people')}`,
  acknowledged: ({ by, via, actor }, naming) => {
    const who = naming === 'people' ? by : `a ${actor.kind}`;
    return `Acknowledged by ${who}${via === 'on-call' ? ', on the page' : ''}`;
  },
  delivery: ({ target, op, result, error }) =>
    `Delivery to ${target}: ${op} ${result}${error ? `, ${error.message}` : ''}`,
  command: ({ argv, exitCode, signal, durationMs }) => {
    const end =
      exitCode === null ? `ended by ${signal ?? 'nothing: not started'}` : `exit ${exitCode}`;
    return `Ran \`${argv.join(' ')}\`: ${end} after ${lengthText(durationMs)}`;
  },
  candidates: ({ from, items, absent }) =>
    absent === null
      ? `Candidates, none of them a cause yet, from ${from}: ${counted(items.length, 'change', 'changes')}`
      : `No candidates from ${from}: ${absent}`,
  action: ({ action, text, status }) => `Action ${action} (${status}): ${text}`,
  link: ({ title, url }) => `Link: ${title}, ${url}`,
  attachment: ({ name, bytes, sha256 }) =>
    `Attached ${name}, ${bytes} bytes, sha256 ${sha256.slice(0, 12)}`,
  reminder: ({ everyMinutes, snoozedUntil }) => {
    if (snoozedUntil !== null) return `Reminder of the next update put off until ${snoozedUntil}`;
    return everyMinutes === null
      ? 'Reminder of updates: as the severity says'
      : `Reminder of updates: ${everyMinutes === 0 ? 'off' : `every ${everyMinutes} min`}`;
  },
  statement: ({ section, text }) => `Said for the report (${section}): ${text}`,
  discrepancy: ({ about, accounts }) =>
    `Accounts differ on ${about}: ${accounts.map(({ source, says }) => `${source} says ${says}`).join('; ')}`,
  public: ({ step, sha256 }) => `Public card: ${step} (${sha256.slice(0, 12)})`,
  redacted: ({ reason }) => `[taken out: ${reason}]`,
};

/** What an entry says, as one line of plain text without control characters. */
export function describeEntry(entry: Entry, naming: Naming): string {
  // One function a kind: the compiler holds the table complete, and cannot see that the kinds meet.
  const say = describe[entry.kind] as (entry: Entry, naming: Naming) => string;
  return printable(say(entry, naming).trim()).replace(/\s+/g, ' ');
}

/** A milestone as a sentence begins with it: `Impact started`. */
export function milestoneTitle(name: string): string {
  const words = name.replaceAll('-', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

function because(reason: string | null): string {
  return reason ? `, because: ${reason}` : '';
}

function counted(count: number, one: string, many: string): string {
  return `${count} ${count === 1 ? one : many}`;
}
