import { messageOf } from '../platform/errors.js';
import { backoffMs } from './deliveries/backoff.js';
import { errorOf, thrown } from './deliveries/failure.js';
import { renderPage } from './deliveries/render.js';
import type { IncidentDeps } from './deps.js';
import type { DeliveryError } from './entry.js';
import type { Incident } from './incident.js';
import type { OnIncidentEvent } from './outcome.js';
import type { Outcome } from './ports.js';

const about = { target: 'on-call', op: 'page.trigger' } as const;

/**
 * Pages without a record: when nothing can be written down, a human being is woken all the same. The
 * key is the same in every attempt; answers null when the page was accepted, else why it was not.
 */
export async function pageFromMemory(
  deps: Pick<IncidentDeps, 'targets' | 'clock' | 'ids'>,
  incident: Incident,
  onEvent: OnIncidentEvent,
  signal: AbortSignal,
  endsAt: number,
): Promise<DeliveryError | null> {
  const { targets, clock, ids } = deps;
  if (targets.onCall.kind === 'absent') {
    return { code: 'credential', message: targets.onCall.reason, hint: targets.onCall.hint };
  }
  for (let attempts = 1; ; attempts += 1) {
    onEvent({ kind: 'sending', ...about });
    const sent = await callOnce(targets.onCall, incident, signal);
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
    const waitMs = told ?? backoffMs({ work: about, attempts }, ids.fraction());
    const nextAt = new Date(clock.now() + waitMs).toISOString();
    onEvent({ kind: 'delayed', ...about, error, nextAt });
    if (signal.aborted || clock.monotonic() + waitMs > endsAt) return error;
    await clock.sleep(waitMs, signal).catch(() => undefined);
  }
}

async function callOnce(
  onCall: Extract<IncidentDeps['targets']['onCall'], { kind: 'ready' }>,
  incident: Incident,
  signal: AbortSignal,
): Promise<Outcome<unknown>> {
  try {
    return await (await onCall.open()).page(renderPage(incident), signal, () => undefined);
  } catch (error) {
    return thrown(messageOf(error));
  }
}
