import { CatopsError } from '../platform/errors.js';
import type { Work } from './deliveries/delivery.js';
import { targetOf } from './deliveries/new-delivery.js';
import type { IncidentDeps } from './deps.js';
import type { DeliveryError } from './entry.js';
import { foldIncident } from './fold.js';
import type { Incident } from './incident.js';
import type { ChangeOutcome, OnIncidentEvent } from './outcome.js';
import { reportTargets } from './report-targets.js';
import type { StoredRecord } from './store.js';
import { tellFromMemory } from './tell-from-memory.js';
import { startBudget } from './work-on.js';

/** Whether the record cannot be written, by the disk's or another writer's fault. */
export function isLost(error: unknown): error is CatopsError {
  // A record of a newer catops is there and well: what it says cannot be guessed.
  return (
    error instanceof CatopsError && error.exit === 'localStore' && error.code !== 'format-too-new'
  );
}

/** Of some works those that on-call is told by: they are done also when nothing can be written down. */
export function pageWorks(works: readonly Work[] = []): readonly Work[] {
  return works.filter(({ op }) => targetOf(op) === 'on-call');
}

/**
 * The disk is full or read-only, but it can be read: what on-call is to be told is told. Throws the
 * failure when there is nothing of the kind to do.
 */
export async function unrecorded(
  deps: IncidentDeps,
  record: StoredRecord,
  works: readonly Work[],
  failure: CatopsError,
  onEvent: OnIncidentEvent,
  signal: AbortSignal,
): Promise<ChangeOutcome> {
  const owed = pageWorks(works);
  if (owed.length === 0) throw failure;
  const incident = foldIncident(record.entries, deps.policy.updateEveryMinutes);
  onEvent({ kind: 'record-failed', message: failure.message, dedupKey: incident.dedupKey });
  const budget = startBudget(deps, deps.policy.foregroundMs, signal);
  const error = await tellAll(deps, incident, owed, onEvent, budget).finally(budget.end);
  return {
    incident,
    exit: error ? 'upstream' : 'localStore',
    targets: reportTargets(deps.targets, incident, record.queue),
    warnings: [`Nothing was recorded: ${failure.message}`, toldOrNot(error)],
  };
}

/** Tells on-call one thing after the other; null when all was accepted, else why the first was not. */
export async function tellAll(
  deps: IncidentDeps,
  incident: Incident,
  works: readonly Work[],
  onEvent: OnIncidentEvent,
  budget: { readonly signal: AbortSignal; readonly endsAt: number },
): Promise<DeliveryError | null> {
  for (const work of works) {
    const error = await tellFromMemory(deps, incident, work, onEvent, budget);
    if (error) return error;
  }
  return null;
}

/** Whether on-call was told without a record, in a sentence. */
export function toldOrNot(error: DeliveryError | null): string {
  return error
    ? `On-call was not told: ${error.message}`
    : 'On-call was told all the same; chat and board were left out: without a record they might be told twice.';
}
