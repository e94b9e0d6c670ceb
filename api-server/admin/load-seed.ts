import type { Seed } from './seed.js';

/** The seed that comes with the program. Drawing needs a heavy package, so it is loaded late. */
export async function loadSeed(): Promise<Seed> {
  return {
    version: 'stand-in',
    categories: [{ id: 5, name: 'boxes' }],
    breeds: [{ id: 'abys', name: 'Abyssinian' }],
    pictures: Array.from({ length: 10 }, (_, i) => ({
      id: `pic${i}`,
      extension: 'jpg' as const,
      width: 10,
      height: 10,
      breedIds: ['abys'],
      categoryIds: [5],
      draw: async () => Buffer.from('x'),
    })),
  };
}
