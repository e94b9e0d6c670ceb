import { deliver } from '../incidents/change-incident.js';
import type { IncidentDeps } from '../incidents/deps.js';
import { queueMissedPage } from '../incidents/missed-page.js';
import type { OnIncidentEvent } from '../incidents/outcome.js';

/**
 * Sends what incidents of any origin still owe, each within the foreground budget: pages that a process
 * was killed over, what a vendor did not take, and pages that nobody could send when they were due. Where nobody types a command, nobody else does.
 */
export async function workOffOutbox(
  incidents: IncidentDeps,
  onEvent: OnIncidentEvent,
  signal: AbortSignal,
): Promise<void> {
  for (const id of await incidents.store.open()) {
    await queueMissedPage(incidents, id, signal).catch(notMine);
  }
  const owing = await incidents.store.unsent();
  await Promise.all(owing.map((id) => deliver(incidents, id, onEvent, signal).catch(notMine)));
}

/** A mark without a record is an opening that was cut off before it was answered. */
function notMine(error: unknown): void {
  if (error instanceof Error && 'code' in error && error.code === 'incident-unknown') return;
  throw error;
}
