import { addNote } from '../../src/incidents/add-note.js';
import type { IncidentDeps } from '../../src/incidents/deps.js';
import type { IncidentId } from '../../src/incidents/entry.js';
import { recordCommand } from '../../src/incidents/record-command.js';
import { CatopsError, messageOf } from '../../src/platform/errors.js';
import { printable } from '../../src/platform/terminal-text.js';
import type { Journal } from '../../src/runbooks/ports.js';

/** What chat and board cannot take in this time is queued: nobody waits for them between two steps. */
const foregroundMs = 2000;

/** Writes into the timeline of an incident; of no incident, nothing is written down. */
export function createJournal(
  real: IncidentDeps,
  id: IncidentId | null,
  say: (line: string) => void,
): Journal {
  const { policy } = real;
  const deps = {
    ...real,
    policy: { ...policy, foregroundMs: Math.min(foregroundMs, policy.foregroundMs) },
  };
  const written = async (write: (of: IncidentId, signal: AbortSignal) => Promise<unknown>) => {
    if (id === null) return;
    try {
      // Its own signal: what was run before Ctrl-C is written down after it.
      await write(id, new AbortController().signal);
    } catch (error) {
      if (!(error instanceof CatopsError)) throw error;
      say(`! It could not be recorded in ${id}: ${printable(messageOf(error))}`);
    }
  };
  return {
    command: (ran) =>
      written((of, signal) => recordCommand(deps, { id: of, ...ran }, () => {}, signal)),
    note: (text) => written((of, signal) => addNote(deps, { id: of, text }, () => {}, signal)),
  };
}
