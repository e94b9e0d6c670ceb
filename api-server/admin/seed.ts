import type { BreedRecord } from '../features/breeds/store.js';
import type { ImageRecord } from '../features/images/store.js';
import type { PictureResizer } from '../ports.js';

/** What only the store says of a picture. */
type Stored = 'position' | 'ownerId' | 'resting' | 'renditions';

/** A picture that can be drawn whenever its file is needed. */
export interface SeedPicture extends Omit<ImageRecord, Stored> {
  /** ISO time. */
  readonly createdAt: string;
  readonly originalFilename: string;
  /** The document of its analysis, as the wire sends it. */
  readonly analysis: object;
  /** The bytes of the file; always the same ones. */
  draw(): Promise<Uint8Array>;
}

/** What an empty store is filled with. */
export interface Seed {
  /** Another text than the one the store was filled with means: fill it again. */
  readonly version: string;
  readonly categories: readonly { readonly id: number; readonly name: string }[];
  readonly breeds: readonly BreedRecord[];
  /** In the order of approval. */
  readonly pictures: readonly SeedPicture[];
  /** Makes the smaller copies of one. */
  readonly resize: PictureResizer['resize'];
}
