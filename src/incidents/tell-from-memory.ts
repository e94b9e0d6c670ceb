import { backoffMs } from './deliveries/backoff.js';
import type { Work } from './deliveries/delivery.js';
import { callOnCall } from './deliveries/execute.js';
import { errorOf, thrown } from './deliveries/failure.js';
import type { IncidentDeps } from './deps.js';
import type { DeliveryError } from './entry.js';
import type { Incident } from './incident.js';
import type { OnIncidentEvent } from './outcome.js';
import type { Outcome } from './ports.js';

/**
 * Tells on-call without a record: when nothing can be written down, a human being is woken all the
 * same, and a page that was taken or is over stops ringing. All of it is idempotent: the key is the
 * same in every attempt. Answers null when it was accepted, else why it was not.
 */
export async function tellFromMemory(
  deps: Pick<IncidentDeps, 'targets' | 'clock' | 'ids'>,
  incident: Incident,
  work: Work,
  onEvent: OnIncidentEvent,
  { signal, endsAt }: { readonly signal: AbortSignal; readonly endsAt: number },
): Promise<DeliveryError | null> {
  const { targets, clock, ids } = deps;
  const about = { target: 'on-call', op: work.op } as const;
  if (targets.onCall.kind === 'absent') {
    return { code: 'credential', message: targets.onCall.reason, hint: targets.onCall.hint };
  }
  for (let attempts = 1; ; attempts += 1) {
    onEvent({ kind: 'sending', ...about });
    const sent = await callOnce(targets.onCall, incident, work, signal);
    if (sent.kind === 'done') {
      onEvent({ kind: 'delivered', ...about, adopted: false, remote: null });
      return null;
    }
    const error = errorOf(sent);
    if (sent.kind === 'permanent') {
      onEvent({ kind: 'dead', ...about, error });
      return error;
    }
    const told = sent.kind === 'rate-limited' ? sent.retryAfterMs : null;
    const waitMs = told ?? backoffMs({ work, attempts }, ids.fraction());
    const nextAt = new Date(clock.now() + waitMs).toISOString();
    onEvent({ kind: 'delayed', ...about, error, nextAt });
    if (signal.aborted || clock.monotonic() + waitMs > endsAt) return error;
    await clock.sleep(waitMs, signal).catch(() => undefined);
  }
}

async function callOnce(
  onCall: Extract<IncidentDeps['targets']['onCall'], { kind: 'ready' }>,
  incident: Incident,
  work: Work,
  signal: AbortSignal,
): Promise<Outcome<unknown>> {
  try {
    return await callOnCall(await onCall.open(), incident, work, signal, () => undefined);
  } catch (error) {
    return thrown(error);
  }
}
