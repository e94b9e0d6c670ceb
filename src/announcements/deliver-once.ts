import { CatopsError } from '../platform/errors.js';
import type { Clock } from '../platform/host.js';
import { afterNothing, type Lag } from '../platform/retry.js';
import type { VendorFailure } from '../platform/vendor-failure.js';
import type { Delivery, DeliveryJournal, Outcome, Remote } from './ports.js';

export interface DeliverOnceDeps {
  readonly clock: Clock;
  readonly journal: DeliveryJournal;
  readonly lag: Lag;
}

/** One thing to be delivered, whatever becomes of the calls. */
export interface Delivering {
  /** Names it in the journal. */
  readonly key: string;
  /** One attempt. */
  send(signal: AbortSignal): Promise<Outcome<Remote>>;
  /** Asks the target for what an attempt since then may have made. */
  find(since: string, signal: AbortSignal): Promise<Outcome<Remote | null>>;
}

/** `sent` now, `found` where an attempt had left it, or `known` from the journal. */
export interface Delivered {
  readonly how: 'sent' | 'found' | 'known';
  readonly remote: Remote | null;
}

// Within one call; after that it is put off with everything else that failed.
const mostAttempts = 3;
const longestWaitMs = 30_000;
const dayMs = 86_400_000;

/**
 * Delivers one thing once: the attempt is written down before it is made, and after an end that nobody
 * knows the target is asked until it can be believed. Two processes must not deliver the same key at
 * the same time. Throws `delivery-failed`, `credential-refused`, or what the signal says.
 */
export async function deliverOnce(
  deps: DeliverOnceDeps,
  delivering: Delivering,
  signal: AbortSignal,
): Promise<Delivered> {
  const { journal } = deps;
  const { key } = delivering;
  let delivery = await journal.read(key);
  if (delivery?.state === 'done') return { how: 'known', remote: delivery.remote };
  for (let attempt = 1; ; attempt += 1) {
    if (delivery) {
      const found = await search(deps, delivering, delivery, signal);
      if (found) return keep(deps, key, delivery, { how: 'found', remote: found });
    }
    delivery = begun(delivery, deps.clock.now());
    await journal.write(key, delivery);
    const sent = await delivering.send(signal);
    if (sent.kind === 'done') return keep(deps, key, delivery, { how: 'sent', remote: sent.value });
    signal.throwIfAborted();
    await putOff(deps.clock, sent, attempt, signal);
  }
}

function begun(earlier: Delivery | null, now: number): Delivery {
  const at = new Date(now).toISOString();
  return {
    state: 'attempting',
    attempts: (earlier?.attempts ?? 0) + 1,
    firstAttemptAt: earlier?.firstAttemptAt ?? at,
    attemptedAt: at,
    looks: 0,
    remote: null,
  };
}

async function keep(
  { journal }: DeliverOnceDeps,
  key: string,
  delivery: Delivery,
  delivered: Delivered,
): Promise<Delivered> {
  await journal.write(key, { ...delivery, state: 'done', remote: delivered.remote });
  return delivered;
}

/** What an earlier attempt made; null once it is believed that none made anything. */
async function search(
  { clock, journal, lag }: DeliverOnceDeps,
  { key, find }: Delivering,
  begun: Delivery,
  signal: AbortSignal,
): Promise<Remote | null> {
  let delivery = begun;
  for (;;) {
    const seen = await find(sinceOf(delivery, clock.now()), signal);
    signal.throwIfAborted();
    if (seen.kind !== 'done') throw failed(seen);
    if (seen.value) return seen.value;
    const attemptedAt = Date.parse(delivery.attemptedAt);
    const next = afterNothing({ attemptedAt, looks: delivery.looks }, clock.now(), lag);
    if (next.kind === 'believe') return null;
    delivery = { ...delivery, looks: next.looks };
    await journal.write(key, delivery);
    await clock.sleep(next.at - clock.now(), signal);
  }
}

/** Well before the first attempt, by whatever clock: ours may have been ahead of the target's. */
function sinceOf({ firstAttemptAt }: Delivery, now: number): string {
  return new Date(Math.min(Date.parse(firstAttemptAt), now) - dayMs).toISOString();
}

/** Waits a moment for a target that says so; what cannot be helped by waiting a moment is thrown. */
async function putOff(
  clock: Clock,
  failure: VendorFailure,
  attempt: number,
  signal: AbortSignal,
): Promise<void> {
  if (attempt >= mostAttempts) throw failed(failure);
  if (failure.kind === 'unknown') return;
  const waitMs = failure.kind === 'rate-limited' ? (failure.retryAfterMs ?? 1000) : null;
  if (waitMs === null || waitMs > longestWaitMs) throw failed(failure);
  await clock.sleep(waitMs, signal);
}

function failed(failure: VendorFailure): CatopsError {
  if (failure.kind !== 'permanent') return new CatopsError('delivery-failed', failure.message);
  const code = failure.code === 'credential' ? 'credential-refused' : 'delivery-failed';
  return new CatopsError(code, failure.message, { hint: failure.hint });
}
