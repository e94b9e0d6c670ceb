import { changeIncident, refuse } from './change-incident.js';
import { draft } from './draft.js';
import { checkNotFuture } from './milestone-order.js';
import type { AddNote, NoteInput } from './use-cases.js';

/** Writes a line into the timeline; files are kept with the record and attached to the card. */
export const addNote: AddNote = async (deps, input, onEvent, signal) => {
  if (input.text.trim() === '' && !input.files?.length) throw refuse('The note is empty.');
  if (input.when) checkNotFuture(input.when.at, deps.clock.now());
  const files = (input.files ?? []).map((file) => named(file, deps.ids.sha256(file.content)));
  for (const { stored, content } of files) await deps.store.writeFile(input.id, stored, content);
  return changeIncident(deps, input.id, onEvent, signal, (incident) => {
    const { when, visibility, evidence } = input;
    const supersedes = input.supersedes ?? null;
    checkSuperseded(incident.history, supersedes);
    const attached = files.map(({ stored: title, sha256 }) => ({ title, url: null, sha256 }));
    const shown = [...(evidence ?? []), ...attached];
    const options = { when, visibility: visibility ?? 'internal', evidence: shown };
    const text = input.text.trim();
    return {
      entries: [
        ...(text === '' ? [] : [draft(deps, { kind: 'note', text }, { ...options, supersedes })]),
        ...files.map(({ stored: name, sha256, content }) =>
          draft(deps, { kind: 'attachment', name, sha256, bytes: content.byteLength }, { when }),
        ),
      ],
    };
  });
};

/** Throws `incident-invalid` when there is no such entry, or somebody has replaced it already. */
export function checkSuperseded(
  history: readonly { readonly id: string; readonly supersedes: string | null }[],
  id: string | null,
): void {
  if (id === null) return;
  if (!history.some((entry) => entry.id === id)) throw refuse(`There is no entry ${id}.`);
  if (history.some((entry) => entry.supersedes === id)) {
    throw refuse(`The entry ${id} was replaced already.`, 'edit the entry that replaced it');
  }
}

/** A name fit for every disk and vendor; the start of the hash keeps two apart. */
function named(file: NonNullable<NoteInput['files']>[number], sha256: string) {
  const base = file.name.replace(/^.*[/\\]/, '').replace(/[^A-Za-z0-9._-]+/g, '-');
  return { stored: `${sha256.slice(0, 8)}-${base.slice(-80)}`, sha256, content: file.content };
}
