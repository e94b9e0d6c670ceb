import type { IncidentDeps } from './deps.js';
import type { ChangeOutcome } from './outcome.js';

/** The outcome of a command that was to wake somebody: exit 5 unless that was accepted. */
export async function pagedOutcome(
  deps: Pick<IncidentDeps, 'store' | 'targets'>,
  outcome: ChangeOutcome,
): Promise<ChangeOutcome> {
  const { onCall } = deps.targets;
  if (onCall.kind === 'absent') {
    const warning = `Nobody was paged: ${onCall.reason}`;
    return { ...outcome, exit: 'upstream', warnings: [warning, ...outcome.warnings] };
  }
  // Told without a record: whether that went well is in the exit already.
  if (outcome.exit === 'localStore' || outcome.exit === 'upstream') return outcome;
  const owed = (await deps.store.queue(outcome.incident.id)).some(({ must }) => must);
  const dead = outcome.incident.targetStates['on-call'].state === 'failed';
  return owed || dead ? { ...outcome, exit: 'upstream' } : outcome;
}
