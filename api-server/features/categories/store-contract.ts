import { describe, expect, it } from 'vitest';
import type { CategoryRecord, CategoryStore } from './store.js';

/** What every {@link CategoryStore} does. */
export function categoryStoreContract(
  name: string,
  open: (
    categories: readonly CategoryRecord[],
  ) => Promise<{ readonly store: CategoryStore; close(): Promise<void> }>,
): void {
  describe(`${name} as a store of categories`, () => {
    it('lists them sorted by name', async () => {
      const under = await open([
        { id: 7, name: 'ties' },
        { id: 5, name: 'boxes' },
        { id: 4, name: 'hats' },
      ]);
      expect(await under.store.list()).toEqual([
        { id: 5, name: 'boxes' },
        { id: 4, name: 'hats' },
        { id: 7, name: 'ties' },
      ]);
      await under.close();
    });
  });
}
