import type { IncidentDeps } from '../deps.js';
import { draft } from '../draft.js';
import {
  type DeliveryBody,
  type DeliveryError,
  type IncidentId,
  isDelivered,
  type Remote,
} from '../entry.js';
import { foldIncident } from '../fold.js';
import type { Incident } from '../incident.js';
import type { OnIncidentEvent } from '../outcome.js';
import type { StoredRecord } from '../store.js';
import type { Delivery } from './delivery.js';
import { type OpenPorts, openPorts } from './open-ports.js';

/** One time of working on the deliveries of one record. */
export interface Run {
  readonly deps: IncidentDeps;
  readonly id: IncidentId;
  readonly ports: OpenPorts;
  readonly onEvent: OnIncidentEvent;
  /** Ends with the budget or with Ctrl-C: calls under way are given up as unknown. */
  readonly signal: AbortSignal;
  /** `clock.monotonic()` at which the budget ends. */
  readonly endsAt: number;
  /** Deliveries that this run has tried: for these it remembers what a new process would have to ask. */
  readonly tried: Set<string>;
  /** How deliveries ended in this run, also where the record could not be written any more. */
  readonly results: Map<
    string,
    { delivery: Delivery; error: DeliveryError | null; remote: Remote | null }
  >;
  /** Why the record cannot be written any more; then nothing but the page is sent. */
  storeFailed: string | null;
  /** While the on-call vendor is asked whom it reached: links are posted after that. */
  enriching: boolean;
  /** Why the on-call vendor did not say what became of the page, when it was asked last. */
  unread: DeliveryError | null;
  /** A vendor's clock minus ours, milliseconds, by target. */
  readonly skews: Map<string, number>;
  /** Lets the other targets begin: the request of the page is on its way, or there is none. */
  openGate(): void;
  readonly gate: Promise<void>;
}

/** A run over one record, with its gate closed. */
export function createRun(
  deps: IncidentDeps,
  id: IncidentId,
  onEvent: OnIncidentEvent,
  signal: AbortSignal,
  endsAt: number,
  ports: OpenPorts = openPorts(deps.targets),
): Run {
  let openGate = (): void => {};
  const gate = new Promise<void>((resolve) => {
    openGate = resolve;
  });
  return {
    deps,
    id,
    ports,
    onEvent,
    signal,
    endsAt,
    tried: new Set(),
    results: new Map(),
    storeFailed: null,
    enriching: deps.targets.onCall.kind === 'ready',
    unread: null,
    skews: new Map(),
    openGate,
    gate,
  };
}

/** The record and what it adds up to. */
export async function load(run: Run): Promise<{ record: StoredRecord; incident: Incident }> {
  const record = await run.deps.store.read(run.id);
  return { record, incident: foldIncident(record.entries, run.deps.policy.updateEveryMinutes) };
}

/** How a delivery ended, into the record and then into its file: the record decides. */
export async function settle(
  run: Run,
  delivery: Delivery,
  how: Pick<DeliveryBody, 'result' | 'remote' | 'error' | 'throughSeq'>,
): Promise<void> {
  const state = isDelivered(how) ? 'done' : (how.result as 'dead' | 'superseded');
  const settled: Delivery = { ...delivery, state, remote: how.remote, lastError: how.error };
  run.results.set(delivery.id, { delivery: settled, error: how.error, remote: how.remote });
  announce(run, settled, how);
  const { deps } = run;
  const body: DeliveryBody = {
    kind: 'delivery',
    delivery: delivery.id,
    target: delivery.target,
    op: delivery.work.op,
    attempts: delivery.attempts,
    ...(delivery.work.op === 'page.escalate' ? { level: delivery.work.level } : {}),
    skewMs: run.skews.get(delivery.target) ?? null,
    ...how,
  };
  // What was done is written down also when the budget has just ended.
  const entry = draft(deps, body, { actor: tool, source: 'catops' });
  await deps.store.change(run.id, () => ({ entries: [entry] }), new AbortController().signal);
  await deps.store.save(settled);
}

const tool = { id: 'catops', role: null, kind: 'tool' } as const;

function announce(
  { onEvent }: Run,
  { target, work }: Delivery,
  { result, remote, error }: Pick<DeliveryBody, 'result' | 'remote' | 'error'>,
): void {
  const about = { target, op: work.op };
  if (isDelivered({ result })) {
    onEvent({ kind: 'delivered', ...about, adopted: result !== 'done', remote });
  }
  if (result === 'dead' && error) onEvent({ kind: 'dead', ...about, error });
}
