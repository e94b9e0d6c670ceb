import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { mostWebhooks, type NewWebhook, type WebhookStore } from './store.js';

/** An empty store for the suite. */
export type OpenWebhookStore = () => Promise<{
  readonly store: WebhookStore;
  close(): Promise<void>;
}>;

const webhook = (accountId: string, number: number): NewWebhook => ({
  ...{ id: `ep_${accountId}${number}`, accountId, url: 'https://cats.example/hook' },
  ...{ events: ['favourite.created'], secret: 'whsec_c2VjcmV0', createdAt: 1_700_000_000_000 },
});

/** What every {@link WebhookStore} does. */
export function webhookStoreContract(name: string, open: OpenWebhookStore): void {
  describe(`${name} as a store of webhooks`, () => {
    let under: Awaited<ReturnType<OpenWebhookStore>>;
    beforeAll(async () => {
      under = await open();
    });
    afterAll(() => under.close());

    it('keeps only so many of an account, also when all come at once', async () => {
      const asked = Array.from({ length: mostWebhooks + 3 }, (_, n) => webhook('one', n));
      const kept = await Promise.all(asked.map((each) => under.store.add(each)));
      expect(kept.filter(Boolean).length).toBe(mostWebhooks);
      expect(await under.store.add(webhook('two', 1))).toBe(true);
    });
  });
}
