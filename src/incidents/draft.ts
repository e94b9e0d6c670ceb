import type { IncidentDeps } from './deps.js';
import type { EntryBase, EntryBody } from './entry.js';
import { scrubDeep } from './scrub.js';
import type { DraftEntry } from './store.js';
import type { When } from './use-cases.js';

/** What an entry may say about itself beyond its body. */
export interface DraftOptions
  extends Partial<Pick<EntryBase, 'actor' | 'source' | 'visibility' | 'evidence' | 'supersedes'>> {
  readonly when?: When | undefined;
}

/**
 * A new entry: who, when and where from the policy and the clock. Secrets and terminal escapes are
 * taken out here, before anything is recorded or sent.
 */
export function draft(
  { clock, ids, policy }: Pick<IncidentDeps, 'clock' | 'ids' | 'policy'>,
  body: EntryBody,
  options: DraftOptions = {},
): DraftEntry {
  const now = clock.now();
  const recordedAt = new Date(now).toISOString();
  return scrubDeep(
    {
      ...body,
      id: ids.sortable(now),
      occurredAt: options.when?.at ?? recordedAt,
      recordedAt,
      tz: policy.tz,
      precision: options.when?.precision ?? 'exact',
      actor: options.actor ?? policy.actor,
      source: options.source ?? (policy.actor.kind === 'tool' ? 'catops' : 'cli'),
      visibility: options.visibility ?? 'internal',
      evidence: options.evidence ?? [],
      supersedes: options.supersedes ?? null,
    },
    policy.secrets,
  );
}
