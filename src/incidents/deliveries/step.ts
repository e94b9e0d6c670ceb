import { CatopsError } from '../../platform/errors.js';
import { afterNothing } from '../../platform/retry.js';
import type { DeliveryError, Remote } from '../entry.js';
import type { Incident } from '../incident.js';
import type { Done, Failure } from '../ports.js';
import { isActive } from '../transitions.js';
import { backoffMs } from './backoff.js';
import type { Delivery } from './delivery.js';
import { execute, isIdempotent } from './execute.js';
import { errorOf } from './failure.js';
import { newDelivery } from './new-delivery.js';
import { settledAs } from './pick.js';
import { look } from './reconcile.js';
import { load, type Run, settle } from './run.js';
import { isShareable, share } from './share.js';

/** Other targets wait this long for the page to be on the wire, and no longer. */
const gateMs = 250;

/** Takes one delivery one step further: asks, tries, settles or puts it off. */
export async function step(run: Run, delivery: Delivery): Promise<void> {
  const { record, incident } = await load(run);
  const settled = settledAs(record.entries, delivery.id);
  if (settled) return run.deps.store.save({ ...delivery, state: settled });
  if (isObsolete(delivery, incident)) {
    return settle(run, delivery, { ...nothingLeft(delivery), result: 'superseded' });
  }
  if (run.deps.clock.now() >= Date.parse(delivery.deadline)) {
    return settle(run, delivery, {
      ...nothingLeft(delivery),
      result: 'dead',
      error: late(delivery),
    });
  }
  if (isShareable(delivery, incident) && (await isShared(run, delivery, incident, null))) return;
  if (mayHaveBeenDone(run, delivery) && (await adoptOrWait(run, delivery, incident))) return;
  await attempt(run, delivery, incident);
}

/** After the end nobody is to be woken: a late trigger would open a page anew. */
function isObsolete({ work }: Delivery, { state }: Incident): boolean {
  return (work.op === 'page.trigger' || work.op === 'page.escalate') && !isActive(state);
}

/** Left in the middle of an attempt, and the same call again would do it twice. */
function mayHaveBeenDone(run: Run, delivery: Delivery): boolean {
  if (delivery.state !== 'attempting' || isIdempotent(delivery)) return false;
  // Within one process the page is simply sent again: its key makes that safe, and asking takes time.
  return delivery.work.op !== 'page.trigger' || !run.tried.has(delivery.id);
}

/** True when the step is over: adopted, or put off until the target can be believed. */
async function adoptOrWait(run: Run, delivery: Delivery, incident: Incident): Promise<boolean> {
  const { clock, policy } = run.deps;
  const seen = await look(delivery, { ports: run.ports, incident }, run.signal);
  if (seen.kind === 'found') {
    const throughSeq = delivery.throughSeq;
    await settle(run, delivery, {
      result: 'adopted',
      remote: seen.remote,
      error: null,
      throughSeq,
    });
    return true;
  }
  if (delivery.work.op === 'page.trigger') return false;
  if (seen.kind === 'failed') {
    await fail(run, delivery, seen.outcome, 'attempting');
    return true;
  }
  // The call of a killed process may still be under way, and listings lag.
  const attemptedAt = Date.parse(delivery.attemptedAt ?? delivery.queuedAt);
  const next = afterNothing({ attemptedAt, looks: delivery.looks }, clock.now(), policy);
  if (next.kind === 'believe') return false;
  const { looks, at } = next;
  await run.deps.store.save({ ...delivery, looks, nextAt: new Date(at).toISOString() });
  return true;
}

async function attempt(run: Run, delivery: Delivery, incident: Incident): Promise<void> {
  const { clock, store } = run.deps;
  const now = new Date(clock.now()).toISOString();
  const trying: Delivery = {
    ...delivery,
    state: 'attempting',
    attempts: delivery.attempts + 1,
    firstAttemptAt: delivery.firstAttemptAt ?? now,
    attemptedAt: now,
    looks: 0,
  };
  // Written down before the call is made: whoever comes after a crash knows to ask first.
  await saveBeforeCall(run, trying);
  run.tried.add(delivery.id);
  run.onEvent({ kind: 'sending', target: delivery.target, op: delivery.work.op });
  const sent = await call(run, trying, incident, (name) => store.readFile(run.id, name));
  if (sent.kind !== 'done') return handleFailure(run, trying, sent);
  noteSkew(run, trying, sent);
  if (isShareable(trying, incident) && (await isShared(run, trying, incident, sent.value))) return;
  const throughSeq = isRendered(trying) ? incident.seq : trying.throughSeq;
  const result = sent.joined ? 'joined' : 'done';
  await settle(run, trying, { result, remote: sent.value, error: null, throughSeq });
}

/** True when the step is over: another machine with the key has made it, or is about to. */
async function isShared(
  run: Run,
  delivery: Delivery,
  incident: Incident,
  made: Remote | null,
): Promise<boolean> {
  const seen = await share(delivery, { ports: run.ports, incident }, made, run.signal);
  if (seen.kind === 'mine') return false;
  if (seen.kind === 'theirs') {
    const { remote } = seen;
    const throughSeq = incident.seq;
    await settle(run, delivery, { result: 'joined', remote, error: null, throughSeq });
  } else if (seen.kind === 'soon') {
    const nextAt = new Date(run.deps.clock.now() + run.deps.policy.lookAgainMs).toISOString();
    await run.deps.store.save({ ...delivery, looks: 1, nextAt });
  } else {
    // What was made is known to be there: the next step finds it and looks again.
    const open = made !== null || delivery.state === 'attempting';
    await fail(run, delivery, seen.failure, open ? 'attempting' : 'retryable');
  }
  return true;
}

/** What on-call is told goes out even when it cannot be written down; nothing else does. */
async function saveBeforeCall(run: Run, trying: Delivery): Promise<void> {
  try {
    await run.deps.store.save(trying);
  } catch (error) {
    if (trying.target !== 'on-call' || !(error instanceof CatopsError)) throw error;
    run.storeFailed = error.message;
  }
}

async function call(
  run: Run,
  trying: Delivery,
  incident: Incident,
  readFile: (name: string) => Promise<Uint8Array | null>,
) {
  const context = { ports: run.ports, incident, onWritten: run.openGate, readFile };
  if (trying.work.op !== 'page.trigger') return execute(trying, context, run.signal);
  // The clock of the gate starts when the request is handed over, not while the client is loaded.
  await run.ports.onCall().catch(() => undefined);
  const sending = execute(trying, context, run.signal);
  const waiting = new AbortController();
  void run.deps.clock.sleep(gateMs, waiting.signal).then(run.openGate, () => undefined);
  const sent = await sending;
  waiting.abort();
  run.openGate();
  return sent;
}

function isRendered({ work }: Delivery): boolean {
  return ['chat.headline', 'chat.edit', 'board.card', 'board.update'].includes(work.op);
}

function noteSkew(run: Run, { target }: Delivery, { vendorTime }: Done<Remote | null>): void {
  if (vendorTime === undefined) return;
  const skew = Date.parse(vendorTime) - run.deps.clock.now();
  if (!Number.isNaN(skew)) run.skews.set(target, skew);
}

async function handleFailure(run: Run, trying: Delivery, failure: Failure): Promise<void> {
  const gone = failure.kind === 'permanent' && failure.code === 'gone';
  if (gone && trying.work.op === 'chat.edit') return postAnew(run, trying);
  await fail(run, trying, failure, failure.kind === 'unknown' ? 'attempting' : 'retryable');
}

/** Somebody deleted the headline: a new one takes its place. */
async function postAnew(run: Run, trying: Delivery): Promise<void> {
  const { deps, id } = run;
  const { incident } = await load(run);
  const context = { id, publicRef: incident.publicRef, throughSeq: incident.seq };
  const headline = newDelivery(deps, context, { op: 'chat.headline' });
  const pin = newDelivery(deps, context, { op: 'chat.pin' }, { dependsOn: [headline] });
  const deliveries = [headline, pin];
  await deps.store.change(id, () => ({ entries: [], deliveries }), run.signal);
  await settle(run, trying, { ...nothingLeft(trying), result: 'superseded' });
}

/** Puts a delivery off, or gives it up when trying again would not help. */
async function fail(
  run: Run,
  delivery: Delivery,
  failure: Failure,
  state: 'attempting' | 'retryable',
): Promise<void> {
  const { clock, ids, store } = run.deps;
  const error = errorOf(failure);
  if (failure.kind === 'permanent') {
    return settle(run, delivery, { ...nothingLeft(delivery), result: 'dead', error });
  }
  const limited = failure.kind === 'rate-limited';
  // Being told to wait is no attempt.
  const free = limited && state === 'retryable' ? 1 : 0;
  const attempts = Math.max(0, delivery.attempts - free);
  const told = limited ? failure.retryAfterMs : null;
  const waitMs = told ?? backoffMs(delivery, ids.fraction());
  const nextAt = new Date(clock.now() + waitMs).toISOString();
  const { target, work } = delivery;
  const put = { ...delivery, state, attempts, nextAt, lastError: error };
  run.results.set(delivery.id, { delivery: put, error, remote: null });
  run.onEvent({ kind: 'delayed', target, op: work.op, error, nextAt });
  await store.save(put);
}

function nothingLeft({ throughSeq, lastError }: Delivery) {
  return { remote: null, error: lastError, throughSeq };
}

function late({ deadline, lastError }: Delivery): DeliveryError {
  return {
    code: 'deadline',
    message: `not delivered until ${deadline}${lastError ? `: ${lastError.message}` : ''}`,
    hint: 'catops incident sync --retry-dead',
  };
}
