import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ActiveKey, KeyStore } from './store.js';

/** A store for the suite, filled with these keys. */
export type OpenKeyStore = (
  keys: readonly (ActiveKey & { readonly revoked: boolean })[],
) => Promise<{ readonly store: KeyStore; close(): Promise<void> }>;

const now = 1_700_000_000_000;
const key = (keyId: string, expiresAt: number | null): ActiveKey => ({
  ...{ keyId, hash: `hash of ${keyId}`, accountId: 'u1x9k2', expiresAt },
});

/** What every {@link KeyStore} does. */
export function keyStoreContract(name: string, open: OpenKeyStore): void {
  describe(`${name} as a store of keys`, () => {
    let under: Awaited<ReturnType<OpenKeyStore>>;
    beforeAll(async () => {
      under = await open([
        { ...key('forever', null), revoked: false },
        { ...key('later', now + 1), revoked: false },
        { ...key('ended', now), revoked: false },
        { ...key('revoked', null), revoked: true },
      ]);
    });
    afterAll(() => under.close());

    it('lists the keys that may be used', async () => {
      const keys = [...(await under.store.active(now))];
      keys.sort((a, b) => a.keyId.localeCompare(b.keyId));
      expect(keys).toEqual([key('forever', null), key('later', now + 1)]);
    });

    it('finds one by its id while it may be used', async () => {
      expect(await under.store.byKeyId('later', now)).toEqual(key('later', now + 1));
      expect(await under.store.byKeyId('later', now + 1)).toBeUndefined();
      expect(await under.store.byKeyId('revoked', now)).toBeUndefined();
      expect(await under.store.byKeyId('none', now)).toBeUndefined();
    });
  });
}
