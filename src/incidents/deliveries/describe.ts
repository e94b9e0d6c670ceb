import type { EntryBody } from '../entry.js';
import type { DraftEntry } from '../store.js';

/** An entry in words, for a thread and a card: plain text. Null: nothing to say there. */
export function describe(entry: DraftEntry): string | null {
  const body = sentence(entry);
  if (body === null) return null;
  const late = Date.parse(entry.recordedAt) - Date.parse(entry.occurredAt) > 60_000;
  const when = late ? ` (at ${entry.occurredAt})` : '';
  return `${entry.actor.id}${when}: ${body}`;
}

function sentence(entry: EntryBody): string | null {
  switch (entry.kind) {
    case 'note':
      return entry.text;
    case 'update':
      return `[${entry.status}] ${entry.text}`;
    case 'state':
      return `${entry.from} → ${entry.to}${because(entry.reason)}`;
    case 'severity':
      return `${entry.from} → ${entry.to}${because(entry.reason)}`;
    case 'role':
      return entry.person === null
        ? `nobody is ${entry.role} now`
        : `${entry.role} is ${entry.person}`;
    case 'milestone':
      return `${entry.name.replaceAll('-', ' ')}${entry.text === null ? '' : `: ${entry.text}`}`;
    case 'acknowledged':
      return `acknowledged by ${entry.by}`;
    case 'action':
      return `action ${entry.action} (${entry.does}, ${entry.status}): ${entry.text}`;
    case 'link':
      return `${entry.title}: ${entry.url}`;
    case 'candidates':
      return candidates(entry);
    default:
      return null;
  }
}

function because(reason: string | null): string {
  return reason === null ? '' : `: ${reason}`;
}

function candidates({ from, items }: Extract<EntryBody, { kind: 'candidates' }>): string | null {
  if (items.length === 0) return null;
  const lines = items.map(({ at, ref, summary }) => `- ${at} ${ref} ${summary}`);
  return [`${from} shortly before (candidates, not causes):`, ...lines].join('\n');
}
