import { type WireText, wireText } from '../../http/reply.js';
import type { BreedIndex } from '../breeds/index.js';
import type { CategoryIndex } from '../categories/index.js';
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

  url({ id, extension }: Pick<ShownImage, 'id' | 'extension'>): string {
    return `${this.#publicUrl}/images/${id}.${extension}`;
  }

  /** The four fields that everybody is shown. */
  keyless(record: ImageRecord): WireText {
    return wireText(this.#core(record));
  }

  /** `breeds`, possibly empty, and `categories` when there are any, come before the four fields. */
  keyed(record: ImageRecord, fields: RowFields): WireText {
    const categories = fields.categories ? this.categories(record) : '';
    const breeds = fields.breeds ? `"breeds":[${this.breeds(record)}],` : '';
    const more = categories === '' ? '' : `"categories":[${categories}],`;
    return wireText(`{${breeds}${more}${this.#core(record).slice(1)}`);
  }

  /** One picture by itself: breeds and categories only when there are any. */
  single(record: ShownImage): string {
    const { id, width, height } = record;
    const breeds = this.breeds(record);
    const categories = this.categories(record);
    const core = JSON.stringify({ id, width, height, url: this.url(record) }).slice(0, -1);
    const breedsField = breeds === '' ? '' : `,"breeds":[${breeds}]`;
    return `${core}${breedsField}${categories === '' ? '' : `,"categories":[${categories}]`}}`;
  }

  #core(record: ShownImage): string {
    const { id, width, height } = record;
    return JSON.stringify({ id, url: this.url(record), width, height });
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
