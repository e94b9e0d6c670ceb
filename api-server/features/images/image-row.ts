import { type WireText, wireText } from '../../http/reply.js';
import type { BreedIndex } from '../breeds/index.js';
import type { CategoryIndex } from '../categories/index.js';
import { type PictureSize, pictureFile } from './renditions.js';
import type { ImageRecord, ShownImage } from './store.js';

/** Which of the fields that need a key a search row shows. */
export interface RowFields {
  readonly breeds: boolean;
  readonly categories: boolean;
}

/** Writes pictures as JSON, with breeds and categories taken from their indexes. */
export class ImageRows {
  readonly #publicUrl: string;
  readonly #breeds: BreedIndex;
  readonly #categories: CategoryIndex;

  constructor(publicUrl: string, breeds: BreedIndex, categories: CategoryIndex) {
    this.#publicUrl = publicUrl;
    this.#breeds = breeds;
    this.#categories = categories;
  }

  /** Of the copy that is asked for, or of the picture itself where there is none. */
  url(
    picture: Pick<ShownImage, 'id' | 'extension' | 'renditions'>,
    size: PictureSize = 'full',
  ): string {
    const shown = size !== 'full' && picture.renditions.includes(size) ? size : 'full';
    return `${this.#publicUrl}/images/${pictureFile(picture, shown)}`;
  }

  /** The four fields that everybody is shown. */
  keyless(record: ImageRecord, size: PictureSize = 'full'): WireText {
    return wireText(this.#core(record, size));
  }

  /** `breeds`, possibly empty, and `categories` when there are any, come before the four fields. */
  keyed(record: ImageRecord, fields: RowFields, size: PictureSize = 'full'): WireText {
    const categories = fields.categories ? this.categories(record) : '';
    const breeds = fields.breeds ? `"breeds":[${this.breeds(record)}],` : '';
    const more = categories === '' ? '' : `"categories":[${categories}],`;
    return wireText(`{${breeds}${more}${this.#core(record, size).slice(1)}`);
  }

  /** One picture by itself: breeds and categories only when there are any. */
  single(record: ShownImage, size: PictureSize): string {
    const { id, width, height } = record;
    const breeds = this.breeds(record);
    const categories = this.categories(record);
    const core = JSON.stringify({ id, width, height, url: this.url(record, size) }).slice(0, -1);
    const breedsField = breeds === '' ? '' : `,"breeds":[${breeds}]`;
    return `${core}${breedsField}${categories === '' ? '' : `,"categories":[${categories}]`}}`;
  }

  #core(record: ShownImage, size: PictureSize): string {
    const { id, width, height } = record;
    return JSON.stringify({ id, url: this.url(record, size), width, height });
  }

  /** Its breeds as JSON, with a comma between them. */
  breeds({ breedIds }: ShownImage): string {
    return breedIds.flatMap((id) => this.#breeds.get(id)?.json ?? []).join(',');
  }

  /** Its categories as JSON, with a comma between them. */
  categories({ categoryIds }: ShownImage): string {
    return categoryIds.flatMap((id) => this.#categories.json(id) ?? []).join(',');
  }
}
