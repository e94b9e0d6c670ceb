import { availableParallelism } from 'node:os';
import { createSharpResizer } from '../infra/pictures/sharp-resizer.js';
import type { Seed } from './seed.js';

/** The seed that comes with the program. Drawing takes a heavy package, so it is loaded late. */
export async function loadSeed(): Promise<Seed> {
  const { seedBreeds, seedCategories, seedPictures, seedVersion } = await import(
    '../seed/index.js'
  );
  return {
    version: seedVersion,
    categories: seedCategories,
    breeds: seedBreeds().map((breed) => ({ ...breed })),
    pictures: seedPictures(),
    resize: createSharpResizer({ atOnce: availableParallelism(), confine: false }).resize,
  };
}
