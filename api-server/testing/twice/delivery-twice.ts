import { createDeliverer } from '../../jobs/deliver-webhook.js';
import type { TwiceWorld } from './twice-world.js';

/** A receiver that keeps what it was sent by its id, as Standard Webhooks asks of it. */
export async function deliveryTwice(): Promise<TwiceWorld<'webhook.deliver'>> {
  const received = new Map<string | undefined, string>();
  const event = { type: 'favourite.created' as const, timestamp: '2026-11-29T03:00:00.000Z' };
  return {
    handler: createDeliverer({
      targets: {
        target: async () => ({ url: 'https://cats.example/hook', secret: 'whsec_MfKQ9r8G' }),
      },
      abroad: {
        async post(_url, headers, body) {
          received.set(headers['webhook-id'], body);
          return 204;
        },
      },
      clock: { now: () => 1_700_000_000_000 },
    }),
    payload: { webhookId: 'ep_1', event: { ...event, data: { id: 1 } } },
    effect: async () => [...received],
    close: async () => {},
  };
}
