import type { AppDeps } from '../ports.js';
import { BreedIndex } from './breeds/index.js';
import { CategoryIndex } from './categories/index.js';
import { FactIndex } from './facts/index.js';
import { ImageIndex, ImageRows } from './images/index.js';
import { KeyIndex } from './keys/index.js';

/** What every process keeps in memory of the database. */
export interface Indexes {
  readonly images: ImageIndex;
  readonly rows: ImageRows;
  readonly breeds: BreedIndex;
  readonly facts: FactIndex;
  readonly categories: CategoryIndex;
  readonly keys: KeyIndex;
}

/** Base of every address that the API gives out, without a trailing slash. */
export function publicUrlOf({ publicUrl, host, port }: AppDeps['config']): string {
  return (publicUrl ?? `http://${host}:${port}`).replace(/\/+$/, '');
}

/** Empty indexes; the follower fills them. */
export function createIndexes({ config, random }: AppDeps): Indexes {
  const publicUrl = publicUrlOf(config);
  const breeds = new BreedIndex(publicUrl);
  const categories = new CategoryIndex();
  const rows = new ImageRows(publicUrl, breeds, categories);
  return {
    ...{ images: new ImageIndex(rows, random), rows, breeds, categories },
    ...{ facts: new FactIndex(), keys: new KeyIndex() },
  };
}
