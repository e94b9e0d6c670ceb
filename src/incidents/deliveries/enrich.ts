import { draft } from '../draft.js';
import type { PageStatus } from '../ports.js';
import type { DraftEntry } from '../store.js';
import { errorOf } from './failure.js';
import { load, type Run } from './run.js';

/** Waits before each look: the vendor may need a moment to know whom it woke. */
const looksMs = [0, 500, 1500] as const;

/**
 * Asks the on-call vendor what became of the page: who was reached, and whether a human being has
 * acknowledged. Read-only, and of no consequence when it fails. `always` asks again for the
 * acknowledgement of a page that was accepted in an earlier run.
 */
export async function enrich(run: Run, always: boolean): Promise<void> {
  try {
    const { incident } = await load(run);
    const accepted = incident.targetStates['on-call'].lastOkAt !== null;
    const now = [...run.results.values()].some(
      ({ delivery }) => delivery.work.op === 'page.trigger',
    );
    if (!accepted || !(now || always) || incident.milestones.acknowledged) return;
    run.enriching = true;
    // Both to their end: when one fails, the other is not left writing.
    await Promise.allSettled([
      askForPage(run, incident.dedupKey, incident.reached !== null),
      keepOnCall(run),
    ]);
  } catch {
    // The page is out; what is not known of it yet is asked for by the next sync.
  } finally {
    run.enriching = false;
  }
}

async function askForPage(run: Run, dedupKey: string, known: boolean): Promise<void> {
  const { clock, store } = run.deps;
  for (const waitMs of looksMs) {
    if (waitMs > 0) await clock.sleep(waitMs, run.signal);
    const found = await (await run.ports.onCall()).find(dedupKey, run.signal);
    run.unread = found.kind === 'done' ? null : errorOf(found);
    if (found.kind !== 'done') return;
    if (!found.value || (found.value.reached.length === 0 && !found.value.acknowledged)) continue;
    const entries = entriesOf(run, found.value, known);
    if (entries.length === 0) return;
    await store.change(run.id, () => ({ entries }), run.signal);
    run.onEvent({ kind: 'reached', people: found.value.reached });
    return;
  }
}

function entriesOf(run: Run, status: PageStatus, known: boolean): readonly DraftEntry[] {
  const { remote, reached, acknowledged } = status;
  const reachedEntry = draft(
    run.deps,
    { kind: 'reached', remote, people: reached },
    { source: 'on-call', actor: { id: 'catops', role: null, kind: 'tool' } },
  );
  const ackEntry =
    acknowledged &&
    draft(
      run.deps,
      { kind: 'acknowledged', by: acknowledged.by, via: 'on-call' },
      {
        source: 'on-call',
        actor: { id: acknowledged.by, role: null, kind: 'person' },
        when: { at: acknowledged.at, precision: 'exact' },
      },
    );
  return [...(known ? [] : [reachedEntry]), ...(ackEntry ? [ackEntry] : [])];
}

/** Who is on call, kept for the day without a network. */
async function keepOnCall(run: Run): Promise<void> {
  const { clock, store } = run.deps;
  const people = await (await run.ports.onCall()).whoIsOnCall(run.signal);
  if (people.kind !== 'done' || people.value.length === 0) return;
  await store.saveOnCall({ people: people.value, at: new Date(clock.now()).toISOString() });
}
