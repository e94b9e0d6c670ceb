import type { IncidentDeps } from './deps.js';
import type { DeliveryError } from './entry.js';
import type { OnIncidentEvent, PhoneFallback } from './outcome.js';

/** Watches the page: at its first failure the telephone numbers last known are said. */
export function withPhones(
  deps: Pick<IncidentDeps, 'store'>,
  onEvent: OnIncidentEvent,
): { readonly onEvent: OnIncidentEvent; phones(): Promise<PhoneFallback> } {
  const cached = deps.store.onCallCache().catch(() => null);
  let said = false;
  const sayOnce = (error: DeliveryError) => {
    if (said) return;
    said = true;
    void cached.then((phones) => onEvent({ kind: 'page-failing', error, phones }));
  };
  return {
    onEvent: (event) => {
      onEvent(event);
      if ((event.kind === 'delayed' || event.kind === 'dead') && event.op === 'page.trigger') {
        sayOnce(event.error);
      }
    },
    phones: () => cached,
  };
}
