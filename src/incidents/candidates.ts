import { additions } from './change-incident.js';
import type { IncidentDeps } from './deps.js';
import { draft } from './draft.js';
import type { IncidentId } from './entry.js';
import { foldIncident } from './fold.js';
import type { OnIncidentEvent } from './outcome.js';

const hourMs = 60 * 60_000;

/**
 * Looks at what changed in the two hours before the impact and just after it, and records it as
 * candidates, never as causes. What is absent is recorded with its reason. Never throws.
 */
export async function findCandidates(
  deps: IncidentDeps,
  id: IncidentId,
  onEvent: OnIncidentEvent,
  signal: AbortSignal,
): Promise<void> {
  if (deps.changes.length === 0) return;
  try {
    const { entries } = await deps.store.read(id);
    const { milestones, openedAt, nature } = foldIncident(entries);
    if (nature === 'backfilled') return;
    const around = Date.parse(milestones['impact-started']?.at ?? openedAt);
    const range = {
      from: new Date(around - 2 * hourMs).toISOString(),
      to: new Date(around + hourMs / 4).toISOString(),
    };
    const found = await Promise.all(
      deps.changes.map(async (source) => {
        const answer = await source.changes(range, signal);
        const absent = answer.kind === 'absent' ? answer.reason : null;
        const items = answer.kind === 'found' ? answer.items : [];
        onEvent({ kind: 'candidates', from: source.kind, count: items.length, absent });
        const body = { kind: 'candidates', from: source.kind, items, absent } as const;
        return draft(deps, body, { source: source.kind });
      }),
    );
    await deps.store.change(
      id,
      (record) => additions(deps, record, () => ({ entries: found })),
      signal,
    );
  } catch {
    // A look at the past: what cannot be had now is not worth a word while somebody is being woken.
  }
}
