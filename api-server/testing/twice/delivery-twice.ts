import { createDeliverer } from '../../jobs/deliver-webhook.js';
import type { TwiceWorld } from './twice-world.js';

/** A receiver that keeps what it was sent by its id, as Standard Webhooks asks of it. */
export async function deliveryTwice(): Promise<TwiceWorld<'webhook.deliver'>> {
  const received = new Map<string | undefined, string>();
  const favourite = { id: 1, accountId: 'one', imageId: 'ebv', subId: 'mine', createdAt: 0 };
  return {
    handler: createDeliverer({
      targets: {
        target: async () => ({
          ...{ accountId: 'one', url: 'https://cats.example/hook', secret: 'whsec_MfKQ9r8G' },
        }),
      },
      favourites: { find: async () => favourite },
      abroad: {
        async post(_url, headers, body) {
          received.set(headers['webhook-id'], body);
          return 204;
        },
      },
      clock: { now: () => 1_700_000_000_000 },
    }),
    payload: { webhookId: 'ep_1', event: 'favourite.created', favouriteId: 1 },
    effect: async () => [...received],
    close: async () => {},
  };
}
