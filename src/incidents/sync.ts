import { deliver } from './change-incident.js';
import type { Delivery } from './deliveries/delivery.js';
import type { IncidentDeps } from './deps.js';
import type { IncidentId } from './entry.js';
import { queueMissedPage } from './missed-page.js';
import type { ChangeOutcome, OnIncidentEvent } from './outcome.js';
import { isEnded } from './transitions.js';
import type { Sync, SyncOutcome } from './use-cases.js';

/** Sends what is due, of every incident or of some; reads the acknowledgement of pages, too. */
export const sync: Sync = async (deps, input, onEvent, signal) => {
  const ids = input.ids ?? (await owing(deps));
  if (input.retryDead) for (const id of ids) await revive(deps, id);
  for (const id of ids) await queueMissedPage(deps, id, signal);
  let delivered = 0;
  const tell: OnIncidentEvent = (event) => {
    if (event.kind === 'delivered') delivered += 1;
    onEvent(event);
  };
  const ms = input.wait ? null : deps.policy.foregroundMs;
  const outcomes = await Promise.all(
    ids.map((id) => deliver(deps, id, tell, signal, { ms, enrich: true, now: true })),
  );
  for (const { incident } of outcomes) await tidy(deps, incident.id, isEnded(incident.state));
  const dead = (await Promise.all(ids.map((id) => deps.store.dead(id)))).flat().length;
  return {
    exit: worst(outcomes),
    incidents: outcomes,
    delivered,
    queued: await queued(deps, ids),
    dead,
    warnings: outcomes.flatMap(({ warnings }) => warnings),
  } satisfies SyncOutcome;
};

/** Open ones (their pages may have been acknowledged) and ended ones that still owe something. */
async function owing({ store }: IncidentDeps): Promise<readonly IncidentId[]> {
  const ids = new Set([...(await store.unsent()), ...(await store.open())]);
  const read = await Promise.all(
    // A mark without a record is an opening that was cut off before it was answered: nothing is owed.
    [...ids].map((id) =>
      store.read(id).then(
        () => [id],
        () => [],
      ),
    ),
  );
  return read.flat();
}

/** Dead ones go back into the queue; what may have been done is asked about first. */
async function revive({ store, clock }: IncidentDeps, id: IncidentId): Promise<void> {
  const now = clock.now();
  for (const delivery of await store.dead(id)) {
    const wait = Date.parse(delivery.deadline) - Date.parse(delivery.queuedAt);
    const revived: Delivery = {
      ...delivery,
      state: delivery.attempts > 0 ? 'attempting' : 'pending',
      nextAt: new Date(now).toISOString(),
      deadline: new Date(now + wait).toISOString(),
      looks: 0,
    };
    await store.save(revived);
  }
}

async function tidy({ store }: IncidentDeps, id: IncidentId, ended: boolean): Promise<void> {
  if (ended) await store.mark(id, 'ended');
}

async function queued({ store }: IncidentDeps, ids: readonly IncidentId[]): Promise<number> {
  return (await Promise.all(ids.map((id) => store.queue(id)))).flat().length;
}

function worst(outcomes: readonly ChangeOutcome[]): ChangeOutcome['exit'] {
  const order = ['interrupted', 'upstream', 'credential', 'localStore', 'partial'] as const;
  return order.find((exit) => outcomes.some((outcome) => outcome.exit === exit)) ?? 'ok';
}
