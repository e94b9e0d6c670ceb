import { printable } from '../../platform/terminal-text.js';
import type { EntryBase } from '../entry.js';
import type { Entry, Incident } from '../incident.js';
import type { ImportedLine } from '../ports.js';

/** What an imported line becomes; the record adds id, number and the time of recording. */
export type ImportedEntry = Pick<
  EntryBase,
  'occurredAt' | 'precision' | 'actor' | 'source' | 'visibility' | 'evidence'
> & { readonly kind: 'note'; readonly text: string };

/** Lines of a chat thread or of the on-call vendor's log that can be imported. */
export type ImportSource = 'chat' | 'on-call';

/**
 * The lines that the record does not have yet, as entries in the order they happened. Idempotent by
 * the vendor's id of the line, which is kept in the entry's evidence: a line that was imported and
 * then edited or taken out is not imported again. Lines without text or time are left out.
 */
export function entriesFromLines(
  incident: Incident,
  source: ImportSource,
  lines: readonly ImportedLine[],
): readonly ImportedEntry[] {
  const known = new Set(incident.history.flatMap((entry) => importedId(entry, source) ?? []));
  const fresh: ImportedEntry[] = [];
  for (const line of lines) {
    const text = printable(line.text.replace(/\r?\n/g, ' ⏎ ')).trim();
    const at = Date.parse(line.at);
    if (known.has(line.id) || text === '' || Number.isNaN(at)) continue;
    known.add(line.id);
    fresh.push(entryOf(line, source, text, at));
  }
  return fresh.sort((a, b) => Date.parse(a.occurredAt) - Date.parse(b.occurredAt));
}

function entryOf(
  line: ImportedLine,
  source: ImportSource,
  text: string,
  at: number,
): ImportedEntry {
  return {
    kind: 'note',
    text,
    occurredAt: new Date(at).toISOString(),
    precision: 'exact',
    // What a vendor's log says was written by its machine, whoever it speaks of.
    actor: { id: printable(line.by), role: null, kind: source === 'chat' ? 'person' : 'tool' },
    source,
    visibility: 'internal',
    evidence: [{ title: `${titles[source]}${line.id}`, url: line.url, sha256: null }],
  };
}

const titles: Readonly<Record<ImportSource, string>> = {
  chat: 'chat message ',
  'on-call': 'on-call log ',
};

function importedId(entry: Entry, source: ImportSource): string | undefined {
  const title = entry.evidence.find((item) => item.title.startsWith(titles[source]))?.title;
  return title?.slice(titles[source].length);
}
