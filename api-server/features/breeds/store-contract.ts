import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { BreedRecord, BreedStore } from './store.js';

/** A store for the suite, filled with these breeds in this order. */
export type OpenBreedStore = (
  breeds: readonly BreedRecord[],
) => Promise<{ readonly store: BreedStore; close(): Promise<void> }>;

const breeds: readonly BreedRecord[] = [
  { id: 'zeta', name: 'Zeta Longhair', weight: { metric: '3 - 5' }, rare: 0, alt_names: '' },
  { id: 'odd', name: '100%_Odd!', image: { id: 'x', width: 1, height: 2, url: '/images/x.jpg' } },
  { id: 'able', name: 'Able Shorthair' },
];

/** What every {@link BreedStore} does. */
export function breedStoreContract(name: string, open: OpenBreedStore): void {
  describe(`${name} as a store of breeds`, () => {
    let under: Awaited<ReturnType<OpenBreedStore>>;
    beforeAll(async () => {
      under = await open(breeds);
    });
    afterAll(() => under.close());
    const named = async (text: string) =>
      (await under.store.searchByName(text)).map(({ id }) => id);

    it('gives back what it was given, key for key, in table order', async () => {
      expect(JSON.stringify(await under.store.list())).toBe(JSON.stringify(breeds));
      expect(await under.store.byId('odd')).toEqual(breeds[1]);
    });

    it('does not know a breed that is not there', async () => {
      expect(await under.store.byId('none')).toBeUndefined();
      expect(await under.store.byId('')).toBeUndefined();
    });

    it('searches within names, whatever the case, in table order', async () => {
      expect(await named('HAIR')).toEqual(['zeta', 'able']);
      expect(await named('nothing')).toEqual([]);
    });

    it('takes signs of patterns as themselves', async () => {
      expect(await named('%')).toEqual(['odd']);
      expect(await named('_')).toEqual(['odd']);
      expect(await named('!')).toEqual(['odd']);
      expect(await named('0%_o')).toEqual(['odd']);
      expect(await named("'")).toEqual([]);
      expect(await named('\\')).toEqual([]);
    });
  });
}
