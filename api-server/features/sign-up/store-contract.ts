import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SignUpStore } from './store.js';

/** An empty store for the suite. */
export type OpenSignUpStore = () => Promise<{
  readonly store: SignUpStore;
  close(): Promise<void>;
}>;

const now = 1_700_000_000_000;

/** What every {@link SignUpStore} does. */
export function signUpStoreContract(name: string, open: OpenSignUpStore): void {
  describe(`${name} as a store of new accounts`, () => {
    let under: Awaited<ReturnType<OpenSignUpStore>>;
    beforeAll(async () => {
      under = await open();
    });
    afterAll(() => under.close());

    it('makes one account for each address, also for many at once', async () => {
      const addresses = ['a@example.com', 'b@example.com', 'a@example.com', 'a@example.com'];
      const made = await Promise.all(addresses.map((each) => under.store.signUp(each, now)));
      expect(made.filter(Boolean).length).toBe(2);
      expect(await under.store.signUp('b@example.com', now)).toBe(false);
      expect(await under.store.signUp('c@example.com', now)).toBe(true);
    });
  });
}
