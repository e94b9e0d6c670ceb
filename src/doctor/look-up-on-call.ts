import type { IncidentDeps } from '../incidents/deps.js';
import type { Reached } from '../incidents/entry.js';
import type { PhoneFallback } from '../incidents/outcome.js';

/** Who is on call: asked just now, or what was kept of the last good answer and why. */
export type OnCallAnswer =
  | {
      readonly kind: 'asked';
      readonly people: readonly Reached[];
      /** ISO 8601. */
      readonly at: string;
      /** Why the answer could not be kept for later; null when it was. */
      readonly notKept: string | null;
    }
  | {
      readonly kind: 'kept';
      readonly phones: PhoneFallback;
      readonly reason: string;
      readonly hint: string | null;
      /** True when a credential is missing or refused. */
      readonly credential: boolean;
    };

/**
 * Asks who is on call and keeps the answer for the day without a network. Never throws for what the
 * vendor or the network does; a cache that cannot be written does not spoil the answer.
 */
export async function lookUpOnCall(
  { targets, store, clock }: Pick<IncidentDeps, 'targets' | 'store' | 'clock'>,
  signal: AbortSignal,
): Promise<OnCallAnswer> {
  const { onCall } = targets;
  const phones = async () => store.onCallCache().catch(() => null);
  if (onCall.kind === 'absent') {
    const { reason, hint } = onCall;
    return { kind: 'kept', phones: await phones(), reason, hint, credential: true };
  }
  const outcome = await (await onCall.open()).whoIsOnCall(signal);
  if (outcome.kind !== 'done') {
    return {
      kind: 'kept',
      phones: await phones(),
      reason: outcome.message,
      hint: outcome.kind === 'permanent' ? outcome.hint : null,
      credential: outcome.kind === 'permanent' && outcome.code === 'credential',
    };
  }
  const at = new Date(clock.now()).toISOString();
  const notKept = await store.saveOnCall({ people: outcome.value, at }).then(
    () => null,
    (error: unknown) => (error instanceof Error ? error.message : String(error)),
  );
  return { kind: 'asked', people: outcome.value, at, notKept };
}
